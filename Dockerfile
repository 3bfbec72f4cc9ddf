# Two stages: what builds stays behind. Runs as nobody's user, on a root that nothing writes to.
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
RUN python -m venv /opt/perepiska
COPY requirements.lock ./
RUN /opt/perepiska/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md perepiska.py ./
COPY assistants assistants
COPY cli cli
COPY corpus corpus
COPY encoders encoders
COPY exports exports
COPY indexer indexer
COPY search search
COPY store store
COPY web web
RUN /opt/perepiska/bin/pip install --no-deps .

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin perepiska \
    && install -d -o 10001 -g 10001 /indexes
COPY --from=build /opt/perepiska /opt/perepiska
ENV PATH=/opt/perepiska/bin:$PATH \
    HF_HUB_OFFLINE=1 \
    PEREPISKA_INDEXES=/indexes \
    PEREPISKA_HOST=0.0.0.0 \
    PYTHONDONTWRITEBYTECODE=1
USER 10001
VOLUME /indexes
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
ENTRYPOINT ["perepiska"]
CMD ["serve", "--name", "letters"]
