"""The words by which queries ask for letters: one table per language other than English.

All entries are alternatives of regular expressions, matched as whole words without regard to case. Patterns
are made of them by ``wording_patterns``, so that a further language is a further table (with one of dates in
``corpus.dates.languages`` and of periods in ``period_words``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class LetterWords:
    """The words of one language.

    Nouns: ``letter``, ``correspondence`` (an exchange between two), ``reply`` (a letter if it has a
    recipient).

    Verbs: ``writes`` and ``gets`` with a subject, ``written`` and ``got`` at the end of a clause after an
    ``auxiliary``; ``sent`` and ``received`` of letters, as in "letters sent by".

    Prepositions: ``by`` and ``to`` before senders and recipients, ``agent`` after ``sent`` and ``received``,
    ``with`` and ``between`` before correspondents, ``about`` before a subject, ``answering`` from a reply to
    the letter replied to, ``when`` before dates. Those that end with an apostrophe are elided. Languages
    with cases need some of them less; how a name is put into a case tells ``corpus.persons.declension``.

    Others: ``conjunction`` between names and dates; ``article``; ``title``, what may stand before a name, as
    relatives do; ``who`` and ``whom`` (with their prepositions); ``what``, the beginning of a clause with a
    verb; ``relative`` pronouns; ``sender_label`` and ``recipient_label``, as in a heading; ``time``, nouns
    before a date, and ``time_after`` after one; ``adverb``, words of dates that need no preposition;
    ``not_directed``, nouns after which ``to`` names no recipient; ``other_question``, how a question about
    something other than letters begins; ``lead``, what stands before the noun of a query that asks for
    letters; ``no_head``, after what it does not; ``filler``, what adds nothing, besides stop words.
    """

    letter: str
    correspondence: str
    reply: str
    writes: str
    gets: str
    sent: str
    received: str
    by: str
    to: str
    agent: str
    with_: str
    between: str
    about: str
    answering: str
    when: str
    conjunction: str
    article: str
    title: str
    who: str
    whom: str
    what: str
    relative: str
    sender_label: str
    recipient_label: str
    time: str
    other_question: str
    lead: str
    no_head: str
    filler: str
    not_directed: str = ""
    written: str = ""
    got: str = ""
    auxiliary: str = ""
    time_after: str = ""
    adverb: str = ""


LETTER_WORDS: Final[Mapping[str, LetterWords]] = {
    "de": LetterWords(
        letter=r"\w{0,18}?(?:briefe?[ns]?|briefchen|schreiben|karten?|billet(?:te?|s)?|telegramme?[ns]?"
        r"|depeschen?|mitteilungen"
        r"|mitteilung|botschaft(?:en)?|nachricht(?:en)?|zuschrift(?:en)?|sendung(?:en)?|epistel[n]?"
        r"|zeilen|fernschreiben"
        r"|kabel|noten?|memorand(?:um|en)|dokumente?n?|schriftstücke?n?|post)",
        correspondence=r"(?:\w{0,12}?|\w{0,12}-)(?:korrespondenz(?:en)?|correspondenz(?:en)?"
        r"|briefwechsels?|schriftwechsels?|briefverkehrs?"
        r"|briefkontakte?s?|schriftverkehrs?)",
        reply=r"antwort(?:en|schreiben|brief)?|erwiderung(?:en)?|bericht(?:en?|s)?|bitten?|glückwünsche?"
        r"|glückwunsch|dank"
        r"|anfragen?|empfehlung(?:en)?|gesuche?|anweisung(?:en)?|vorschlag|vorschläge",
        writes=r"schr(?:ieb|eibt|ieben|eiben)|telegraphierten?|telegrafierten?|antworteten?|antwortet"
        r"|schickten?|schickt|sandten?|sendet"
        r"|sendeten?|richteten?|richtet|berichteten?|berichtet|verfassten?|teilten?|adressierten?"
        r"|unterzeichneten?",
        written=r"geschrieben|geschickt|gesandt|gesendet|telegraphiert|telegrafiert|geantwortet|gerichtet"
        r"|berichtet|verfasst|verfaßt"
        r"|mitgeteilt|adressiert|zukommen lassen",
        gets=r"erh(?:ielt|ält|ielten|alten)|bekam(?:en)?|bekommt|empfing(?:en)?|empfängt",
        got=r"erhalten|bekommen|empfangen|zugegangen",
        auxiliary=r"hat|hatte|haben|hatten|habe",
        sent=r"(?:geschrieben|verfa(?:ss|ß)t|gesandt|gesendet|geschickt|gerichtet|adressiert|übersandt"
        r"|unterzeichnet|diktiert"
        r"|abgeschickt|ausgehend|stammend)(?:e[nrms]?)?",
        received=r"(?:erhalten|empfangen|bekommen|eingegangen)(?:e[nrms]?)?",
        by=r"von|vom|der|des|seitens|aus der feder",
        to=r"an|ans|für",
        agent=r"von|vom|durch",
        with_=r"mit",
        between=r"zwischen",
        about=r"über|betreffend|bezüglich|zum thema|zur frage|zum|zur|wegen|um",
        answering=r"auf",
        when=r"von|vom|aus|in|im|am|während|um|zu|datiert|geschrieben",
        conjunction=r"und|u\.|sowie|oder|bzw\.",
        article=r"der|die|das|den|dem|des|ein|eine|einen|einem|einer|eines",
        title=r"herrn?|frau|fräulein|doktor|dr|prof(?:essors?)?|barons?|baronin|graf(?:en)?|gräfin"
        r"|fürst(?:en|in)?|freiherrn?"
        r"|minister[sn]?|brüder[ns]?|bruders?|gebrüder[ns]?|geschwister[ns]?|schwestern?|mutter|vaters?"
        r"|eltern|sohn(?:e?s)?"
        r"|söhnen?|tochter|töchter|gattin|gatten|ehefrau|ehemann|freund(?:e[ns]?|in|s)?|verlags?|familie"
        r"|dichters?|kollegen?"
        r"|genossen?|seine[rnms]?|ihre[rnms]?|deren|dessen",
        who=r"wer",
        whom=r"(?:an )?wen|wem",
        what=r"was|wann|alles|etwas|irgendetwas|welche[nrsm]?|wie oft|wieviele?|wie viele?",
        relative=r"die|den|das|der|welche[nrs]?",
        sender_label=r"absender(?:in)?|verfasser(?:in)?|autor(?:in)?|schreiber(?:in)?|von",
        recipient_label=r"empfänger(?:in)?|adressat(?:in)?|an",
        time=r"jahre?n?s?|monate?n?s?|tage?n?s?|zeit|zeitraums?",
        other_question=r"warum|weshalb|wieso|wozu|wie(?! (?:viele?|oft))|wann|wo|war|waren|ist|sind"
        r"|wurden?|wird|hat|hatte|haben|ob"
        r"|konnten?|sollten?|was (?:geschah|wurde|führte|bewog|veranlasste)",
        lead=r"finde|suche|zeige|zeig|mir|uns|bitte|alle[nrs]?|sämtliche[nrs]?|jede[nrs]?|die|der|das|den"
        r"|ein|eine[nrs]?|einige[nr]?"
        r"|welche[nrs]?|gibt|es|wie|viele?|wo|sind|ich|gesammelte|erhaltene|überlieferte|erste[nrs]?"
        r"|letzte[nrs]?",
        no_head=r"in|über|zu|zum|zur|von|vom|an|mit|für|aus|auf|bei|nach|vor|und|oder|als|wer|was|wie"
        r"|warum|ist|war|hat|wurde",
        filler=r"wer|wem|wen|was|wann|welche[nrsm]?|welch|alle[nrs]?|jahr\w*|monat\w*|brief\w*|schreib\w*"
        r"|schrieb\w*|geschrieben\w*"
        r"|geschickt|gesandt|erh\w+lt\w*|korrespondenz|briefwechsel|zwischen|während|gibt|gab|zeige?"
        r"|finde|suche|bitte|datum|zeit"
        r"|empfangen\w*|bekommen|bekam|dokumente?|karten?|telegramme?|postkarten?|sowie|jahrhunderts?"
        r"|mitte|etwas|herrn?|hatte?|worden"
        r"|wurden?|erste[nrs]?|letzte[nrs]?|gesammelte|sämtliche[nrs]?",
    ),
    "fr": LetterWords(
        letter=r"lettres?|billets?|cartes?(?:[ -](?:postales?|lettres?))?|télégrammes?|dépêches?"
        r"|missives?|messages?|courriers?|épîtres?"
        r"|mots?|pneumatiques?|câbles?|notes?|mémorandums?|documents?|communications?",
        correspondence=r"correspondances?|échanges? (?:épistolaires?|de lettres)|échanges?",
        reply=r"réponses?|rapports?|remerciements?|félicitations|demandes?|requêtes?|instructions?"
        r"|propositions?|recommandations?",
        writes=r"(?:(?:a|avait|ont|avaient|aurait|eut)(?:-t-(?:il|elle|on)|-(?:ils|elles))?\s+(?:pas\s+"
        r"|aussi\s+|souvent\s+)?)?"
        r"(?:écri(?:t|vit|vait|vent|virent|vaient|te?s?)|envo(?:ie|ya|yait|yé)e?s?|adress(?:e|a|ait"
        r"|é)e?s?|télégraphi(?:e|a|ait|é)"
        r"|répond(?:it|ait|u)?|expédi(?:e|a|ait|é)e?s?)(?:-(?:t-)?(?:il|elle|ils|elles))?",
        gets=r"(?:(?:a|avait|ont|avaient)(?:-t-(?:il|elle))?\s+)?re(?:çoit|çut|çu(?:e?s?)|cevait"
        r"|çurent)(?:-(?:t-)?(?:il|elle))?",
        sent=r"(?:écrit|envoyé|adressé|rédigé|signé|expédié|dicté|destiné|provenant|émanant|échangé"
        r"|daté)(?:e?s?)",
        received=r"reçue?s?",
        by=r"de la part (?:de|du|d['’])|de|du|des|d['’]|par",
        to=r"à la|à l['’]|à|au|aux|pour",
        agent=r"par",
        with_=r"avec",
        between=r"entre",
        about=r"sur|concernant|au sujet d[eu]|à propos d[eu]|touchant|relatives? (?:à|au)",
        answering=r"à",
        when=r"de|du|d['’]|des|en|au|aux|dans|à|pendant|durant|datées? d[eu]|le|pour",
        conjunction=r"et|ou|ainsi que",
        article=r"le|la|les|un|une|l['’]",
        title=r"m\.|mm\.|mme|mlle|monsieur|messieurs|madame|mademoiselle|docteur|dr|professeur"
        r"|baron(?:ne)?|comte(?:sse)?|prince(?:sse)?"
        r"|duc|duchesse|marquise?|ministre|président|frères?|sœurs?|mère|père|fils|fille|femme|épouse"
        r"|mari|ami(?:e|s)?|éditeur"
        r"|son|sa|ses|leurs?|camarade",
        who=r"qui|qui est-ce qui",
        whom=r"à qui|auxquels|auquel|à laquelle",
        what=r"qu['’]|que|ce que|ce qu['’]|tout ce que|tout ce qu['’]|quand|combien|quelles?|quels?|quoi",
        relative=r"que|qu['’]|lesquelles",
        sender_label=r"expéditeur|expéditrice|auteure?|de",
        recipient_label=r"destinataire|à",
        time=r"années?|ans?|mois|jours?|courant|cours|période",
        other_question=r"pourquoi|comment|quand|où|est-ce|était|étaient|fut|est|sont|a|avait|si",
        lead=r"trouve[rz]?|montre[rz]?|cherche[rz]?|donne[rz]?|moi|je|toutes?|tous|les?|la|l|une?|des|du"
        r"|quelles?|quels?|y|il|sont|combien"
        r"|de|d|premières?|dernières?|liste",
        no_head=r"en|sur|à|au|aux|avec|pour|dans|par|et|ou|qui|que|qu|est|a|était|pourquoi|comment",
        filler=r"qui|que|quoi|quand|quelles?|quels?|lettres?|correspondance|écrit\w*|écrivit|envoy\w+"
        r"|adress\w+|reç\w+|années?|ans?|mois|jours?"
        r"|cartes?|postales?|télégrammes?|toutes?|tous|entre|documents?|siècle|elle|il|t|cours|courant"
        r"|trouve[rz]?|montre[rz]?|cherche[rz]?",
        not_directed=r"visite|voyage|relation|relations|attitude|opposition|retour|réaction|grâce|quant"
        r"|rapport",
    ),
    "ru": LetterWords(
        letter=r"пис(?:ьм(?:о|а|у|ом|е|ам|ами|ах)|ем)|телеграмм(?:а|ы|е|у|ой|ам|ами|ах)?|шифровк\w+"
        r"|шифровок|шифротелеграмм\w*"
        r"|шифртелеграмм\w*|записк(?:а|и|е|у|ой|ам|ами|ах)|записок|открытк\w+|открыток|послани[еяйю]\w?"
        r"|депеш\w*|сообщени[еяйю]\w?"
        r"|телефонограмм\w*|весточк\w+|карточк\w+|документ(?:ы|ов)?|докладн\w+",
        correspondence=r"переписк(?:а|и|е|у|ой)|корреспонденци[яиюей]+|обмен(?:а|е)? письмами",
        reply=r"ответ(?:а|ы|ов|е|ом)?|доклад(?:а|ы)?|отч[её]т(?:а|ы)?|просьб[аыу]|поздравлени[ея]"
        r"|указани[ея]|обращени[ея]|предложени[ея]"
        r"|благодарност[ьи]",
        writes=r"(?:на)?писал[аи]?|пишет|пишут|написали|отправил[аи]?|отправлял[аи]?|послал[аи]?"
        r"|посылал[аи]?|присылал[аи]?|прислал[аи]?"
        r"|телеграфировал[аи]?|ответил[аи]?|отвечал[аи]?|отвечает|сообщил[аи]?|сообщал[аи]?|сообщает"
        r"|адресовал[аи]?|направил[аи]?",
        gets=r"получ(?:ил[аи]?|ал[аи]?|ает|ают)",
        sent=r"(?:на)?писанн(?:ые|ое|ая|ых|ым|ого|ой|ую)|отправленн(?:ые|ое|ая|ых|ую|ого|ой)|посланн(?:ые"
        r"|ое|ая|ых|ую|ой)"
        r"|адресованн(?:ые|ое|ая|ых|ую|ой|ого)|направленн(?:ые|ое|ая|ых|ую|ой|ого)|присланн(?:ые|ое|ая|ых"
        r"|ую|ой)"
        r"|подписанн(?:ые|ое|ая|ых|ую|ой)",
        received=r"полученн(?:ые|ое|ая|ых|ую|ой|ого)",
        by=r"от|за подписью|авторства",
        to=r"к|ко|для|на имя|в адрес",
        agent=r"со стороны",
        with_=r"со?",
        between=r"между",
        about=r"об?|обо|про|насчет|насчёт|относительно|касательно|по поводу|по вопросу|касающиеся",
        answering=r"на",
        when=r"в|во|за|от|на|из|с|со|в течение|датированн\w+|к|ко|до|после",
        conjunction=r"и|или|а также|либо",
        article=r"этот|эти",
        title=r"тов\.|товарищ(?:а|у|ем|ам)?|т\.|г-н[ау]?|господин[ау]?|госпож[аиеу]|граф(?:а|у|ом"
        r"|ин[яией])?|барон(?:а|у|ом)?|княз[ьяю]"
        r"|доктор(?:а|у)?|профессор(?:а|у|ом)?|министр(?:а|у)?|брат(?:а|у|ом|ьев|ьям|ья)?|сестр[аыеу]"
        r"|сестрой|матери|мать|матерью"
        r"|отц[ауе]|отец|отцом|сын(?:а|у|ом)?|дочери|дочь|жен[аыеу]|женой|муж(?:а|у|ем)?|друг(?:а|у|ом)?"
        r"|издательств[ауо]"
        r"|сво(?:ей|ему|его|им|ю)|его|е[её]|их",
        who=r"кто",
        whom=r"кому",
        what=r"что|вс[её],? что|когда|как часто|как(?:ие|ое|ую|ой)|сколько|о ч[её]м",
        relative=r"котор(?:ые|ое|ую|ый|ых)|что",
        sender_label=r"отправитель|автор|адресант",
        recipient_label=r"адресат|получатель|кому",
        time=r"год\w*|гг?\.?|месяц\w*|д(?:ень|ни|ня|ней)",
        adverb=r"весной|летом|осенью|зимой",
        time_after=r"год(?:а|у|ы|ов|ах|ом)?|гг?\.?",
        other_question=r"почему|зачем|как(?! часто)|когда|где|был[аио]?|есть ли|ли|отчего|чем",
        lead=r"найди(?:те)?|покажи(?:те)?|ищу|мне|все|всех|вс[её]|эти|какие|какое|сколько|есть|ли|первые"
        r"|последние|список|личные|личная",
        no_head=r"в|во|о|об|от|к|с|со|по|на|из|и|или|что|кто|как|почему|был|была|за|для|при",
        filler=r"кто|кому|что|когда|какие|какое|все|всех|письм\w*|писем|год\w*|гг?|месяц\w*|пис\w+л\w*"
        r"|написал\w*|пишет|послал\w*|отправ\w+"
        r"|получ\w+|адресован\w+|написанн\w+|переписк\w*|телеграмм\w*|между|найди|покажи|о|об|обо|про"
        r"|которы\w+|века?|документ\w*|за|открытк\w+",
        not_directed=r"поездка|отношение|визит",
    ),
    "it": LetterWords(
        letter=r"letter[ae]|letterin[ae]|bigliett[oi]|cartolin[ae](?: postal[ei])?|telegramm[ai]"
        r"|dispacc(?:io|i)|messagg(?:io|i)|missiv[ae]|epistol[ae]"
        r"|not[ae]|memorandum|document[oi]|comunicazion[ei]",
        correspondence=r"carteggi|carteggio|corrispondenz[ae]|scambi?o? epistolar[ei]|epistolari?o?",
        reply=r"rispost[ae]|rapport[oi]|relazion[ei]|richiest[ae]|ringraziament[oi]|istruzion[ei]"
        r"|propost[ae]|raccomandazion[ei]|auguri",
        writes=r"(?:(?:ha|aveva|hanno|avevano|ebbe)\s+)?(?:scri(?:sse|ve|veva|ssero|vono|vevano|tto)"
        r"|invi(?:ò|a|ava|ato|arono)|mand(?:ò|a|ava|ato"
        r"|arono)|sped(?:ì|isce|ito|iva)|telegraf(?:ò|a|ato)|rispo(?:se|nde|sto|sero)|indirizz(?:ò|a|ato"
        r"|ava))",
        gets=r"(?:(?:ha|aveva|hanno)\s+)?ricev(?:ette|e|eva|uto|ettero)",
        sent=r"(?:scritt|inviat|mandat|spedit|indirizzat|firmat|dettat|dirett|destinat|provenient|redatt"
        r"|scambiat)[aeio]",
        received=r"ricevut[aeio]",
        by=r"da parte (?:di|del|della|dell['’])|di|del|dello|della|dei|degli|delle|dell['’]|d['’]|da|dal"
        r"|dallo|dalla|dai|dall['’]",
        to=r"a|ad|al|allo|alla|ai|agli|alle|all['’]|per|presso",
        agent=r"da|dal|dalla|dallo|dai|dall['’]",
        with_=r"con|col",
        between=r"tra|fra",
        about=r"su|sul|sulla|sullo|sui|sulle|sull['’]|riguardo ad?|riguardanti|riguardante|circa"
        r"|a proposito d[ie]l?|intorno",
        answering=r"a|alla",
        when=r"di|del|dello|della|dell['’]|dei|degli|d['’]|in|nel|nello|nella|nell['’]|negli|nei|durante"
        r"|a|al|dal|datat[aeio]",
        conjunction=r"ed?|od?|nonché",
        article=r"il|lo|la|i|gli|le|un|uno|una|l['’]",
        title=r"signor(?:e|a|i)?|sig\.|dott\.|dottor(?:e)?|prof(?:essor(?:e|essa)?)?|baron(?:e|essa)"
        r"|cont(?:e|essa)|princip(?:e|essa)|duc(?:a|hessa)"
        r"|ministro|fratell[oi]|sorell[ae]|madre|padre|figli[oa]|mogli[e]?|moglie|marito|amic[oa]|editore"
        r"|su[oaei]|suoi|propri[oa]|loro",
        who=r"chi",
        whom=r"a chi",
        what=r"(?:che )?cosa|che|ciò che|quello che|tutto (?:ciò|quello) che|quando|quali?|quante|quanto",
        relative=r"che|le quali",
        sender_label=r"mittente|autore|autrice|da",
        recipient_label=r"destinatari[oa]|a",
        time=r"ann[oi]|mes[ei]|giorn[oi]|corso",
        other_question=r"perché|come|quando|dove|era|erano|fu|è|sono|ha|aveva|se",
        lead=r"trova|mostra|cerca|dammi|tutt[ei]|le|la|i|il|l|una?|quali?|quante|ci|sono|delle|alcune"
        r"|prim[ae]|ultim[ae]|elenco",
        no_head=r"in|su|sul|sulla|a|ad|al|alla|con|per|da|dal|e|o|chi|che|è|ha|era|perché|come|tra|fra",
        filler=r"chi|che|cosa|quando|quali?|letter[ae]|carteggio|corrispondenza|scri\w+|invi\w+"
        r"|mandat[oe]|ricev\w+|indirizzat[ae]|ann[oi]|mes[ei]"
        r"|giorn[oi]|cartolin[ae]|telegramm[ai]|tutt[eio]|tra|fra|document[oi]|secolo|corso|trova|mostra"
        r"|cerca|ciò|quello",
        not_directed=r"visita|viaggio|relazione|atteggiamento|opposizione|ritorno|grazie",
    ),
    "es": LetterWords(
        letter=r"cartas?|misivas?|epístolas?|tarjetas?(?: postal(?:es)?)?|postal(?:es)?|telegramas?"
        r"|esquelas?|billetes?|mensajes?|despachos?|notas?"
        r"|comunicaci(?:ón|ones)|memorand(?:o|os|um)|documentos?|cables?",
        correspondence=r"correspondencias?|epistolarios?|intercambios? (?:epistolar(?:es)?|de cartas)"
        r"|cruce de cartas",
        reply=r"respuestas?|contestaci(?:ón|ones)|informes?|peticiones|petición|solicitud(?:es)?"
        r"|instrucciones|propuestas?|agradecimientos?"
        r"|felicitaci(?:ón|ones)|recomendaci(?:ón|ones)",
        writes=r"(?:(?:ha|había|han|habían|hubo|le|les|se)\s+){0,2}(?:escri(?:bió|be|bía|bieron|ben|bían"
        r"|to)|envi(?:ó|a|aba|aron|ado)|mand(?:ó|a|aba"
        r"|aron|ado)|remiti(?:ó|eron|do)|telegrafi(?:ó|a|ado)|respondi(?:ó|eron|do)|responde|contest(?:ó"
        r"|a|aba|ado)|dirigi(?:ó|eron|do)|dirige)",
        gets=r"(?:(?:ha|había|han)\s+)?recib(?:ió|e|ía|ieron|ido)",
        sent=r"(?:escrit|enviad|mandad|remitid|dirigid|firmad|dictad|destinad|cruzad|intercambiad"
        r"|procedente)[aose]*",
        received=r"recibid[ao]s?",
        by=r"de parte (?:de|del)|de la|de|del|por",
        to=r"a|al|a la|a los|para",
        agent=r"por",
        with_=r"con",
        between=r"entre",
        about=r"sobre|acerca de|acerca del|respecto a|referentes? a|relativas? a|en torno a|tocante a",
        answering=r"a",
        when=r"de|del|en|durante|a|al|fechad[ao]s?(?: en| el| de)?|entre",
        conjunction=r"y|e|o|u|así como",
        article=r"el|la|los|las|un|una|unas|unos",
        title=r"señor(?:a|es|ita)?|sr\.|sra\.|don|doña|doctor(?:a)?|dr\.|profesor(?:a)?|barón|baronesa"
        r"|conde(?:sa)?|príncipe|princesa|duque(?:sa)?"
        r"|ministro|hermanos?|hermanas?|madre|padre|hij[oa]s?|esposa|esposo|mujer|marido|amig[oa]s?"
        r"|editor(?:ial)?|sus?|camarada",
        who=r"quién(?:es)?|quien(?:es)?",
        whom=r"a qui[eé]n(?:es)?",
        what=r"qué|que|lo que|todo lo que|cuándo|cuando|cuántas?|cuáles|qu[eé] cartas",
        relative=r"que|las cuales",
        sender_label=r"remitente|autor(?:a)?|de",
        recipient_label=r"destinatari[oa]|a",
        time=r"años?|mes(?:es)?|días?|transcurso",
        other_question=r"por qué|porqué|cómo|cuándo|dónde|era|eran|fue|fueron|es|son|está|ha|había|si",
        lead=r"busca[r]?|buscar|muestra|muéstrame|encuentra|dame|todas?|todos?|las|los|la|el|una?|unas"
        r"|qué|cuántas|cuáles|hay|algunas|primeras?"
        r"|últimas?|lista|de",
        no_head=r"en|sobre|a|al|con|para|por|y|o|quien|quién|que|es|fue|ha|cómo|entre",
        filler=r"quién|quien|qué|que|cuándo|cuáles|cartas?|correspondencia|escri\w+|envi\w+|mand\w+"
        r"|recibi\w+|dirigid\w+|años?|mes(?:es)?|días?"
        r"|postal(?:es)?|tarjetas?|telegramas?|todas?|todos?|entre|documentos?|siglo|busca|buscar|muestra"
        r"|encuentra|hay",
        not_directed=r"visita|viaje|relación|actitud|oposición|regreso|gracias|vuelta",
    ),
}
