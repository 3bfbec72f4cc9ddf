"""A small volume of documents, written for these tests: the harbour papers of an invented republic."""

from __future__ import annotations

from pathlib import Path

VOLUME = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0" xmlns:frus="http://history.state.gov/frus/ns/1.0">
<teiHeader><fileDesc>
  <titleStmt><title type="complete">Papers of the Republic, Volume I, Harbours</title><editor>Ada Quill</editor></titleStmt>
  <publicationStmt><publisher>Republic Press</publisher><pubPlace>Portmark</pubPlace><date>1971</date>
  <idno type="frus">papers-V1</idno></publicationStmt><sourceDesc><p/></sourceDesc>
</fileDesc></teiHeader>
<text>
<front>
  <titlePage><pb n="I" xml:id="pg_I"/><docImprint>Not text</docImprint></titlePage>
  <div type="section" xml:id="preface"><pb n="III" xml:id="pg_III"/><head>Preface</head>
    <p>The harbours were rebuilt.<note n="1" xml:id="preface.fn1">Some were not.</note></p></div>
  <div type="toc" xml:id="toc"><head>Contents</head><list type="toc"><item>Harbours</item></list></div>
  <div type="section" xml:id="persons"><head>Persons</head><list type="names">
    <item><hi rend="strong"><persName xml:id="p_BT1">Brand, Tilda R.</persName>,</hi> Ambassador to Norland</item>
    <item><hi rend="strong"><persName xml:id="p_OK1">Oakes, Karl, Jr.</persName>,</hi> Harbour Master</item></list></div>
  <div type="section" xml:id="terms"><head>Abbreviations</head><list type="terms">
    <item><hi rend="strong"><term xml:id="t_HB1">HB</term>,</hi> Harbour Board; see also dredging</item></list></div>
</front>
<body>
<div type="compilation" xml:id="comp1"><pb n="1" xml:id="pg_1"/><head>Harbours<note n="1">See volume II.</note></head>
  <div type="chapter" xml:id="ch1"><head>Dredging</head>
    <div type="document" xml:id="d1" n="1">
      <head>1. Telegram From the Embassy in Norland to the Department of State<note n="1" xml:id="d1fn1"
        type="source">Source: National Archives, Harbour Files, Box 3. Secret. Drafted by <persName
        corresp="#p_OK1">Oakes</persName>.</note></head>
      <dateline><placeName>Norport</placeName>, <date when="1931-05-04T18:00:00Z">May 4, 1931, 6 p.m.</date></dateline>
      <p>The <gloss target="#t_HB1">HB</gloss> asks for a dredger (<persName corresp="#p_BT1">
          <hi rend="italic">Brand</hi>
        </persName>).<note n="2" xml:id="d1fn2">Not found. <p>See <ref target="#d2">Document 2</ref> and
        <ref target="#d2fn1">footnote 1 there</ref>; <ref target="#d99">Document 99</ref>.</p></note> It is
        <pb n="2" xml:id="pg_2"/>urgent.</p>
      <list><item>one dredger</item><item>two tugs</item></list>
      <table><row><cell>tug</cell><cell>2</cell></row></table>
      <frus:attachment><head>Attachment</head><p>A list of tugs.</p></frus:attachment>
      <closer><signed><hi rend="smallcaps">Brand</hi></signed></closer>
    </div>
    <div type="document" xml:id="d2" n="2"><pb n="3" xml:id="pg_3"/>
      <note rend="inline" type="source">501.HB/5–431: Telegram</note>
      <head><hi rend="italic">The Ambassador in Norland</hi> (<persName type="from" corresp="#p_BT1">Brand</persName>)
        to the Harbour Master (<persName type="to">Pell</persName>)<note n="1" xml:id="d2fn1">Sent twice.</note></head>
      <opener><dateline>[<placeName>Norport</placeName>, <date when="1931-05-09">May 9, 1931</date>.]</dateline></opener>
      <p>Send the tugs.</p>
    </div>
    <div type="document" xml:id="d3" n="3"><head>3. Editorial Note</head><p>On June 1, 1931, the tugs came.</p></div>
  </div>
  <div type="document" xml:id="d4" n="4"><pb n="4" xml:id="pg_4"/><head>4. Minutes of a Meeting of the Harbour Board,
    Portmark, July 2, 1931</head><p>The board met.</p></div>
  <div type="document" xml:id="d5" n="5"><head>5. Paper Prepared in the Harbour Office</head>
    <dateline>Portmark, <date when="fill date later">undated</date>.</dateline><p>Mud.</p></div>
  <div type="document" xml:id="d1" n="6"><head>6. Letter From President Stone to Governor Reed</head>
    <dateline><placeName>Norport</placeName>, <date from="1931-08-01" to="1931-08-03">August 1–3, 1931</date></dateline><p>Thanks.</p></div>
</div>
</body>
<back><div type="section" xml:id="index"><pb n="5" xml:id="pg_5"/><head>Index</head><list type="index">
  <item>Board (<hi rend="italic">see also</hi> <ref target="#in1">Harbour Board</ref>), <ref target="#pg_4">4</ref></item>
  <item>Dredgers, <ref target="#pg_1">1</ref>–<ref target="#pg_2">2</ref>, <ref target="#pg_4">4<hi>n</hi></ref>
    <list><item>Tugs with, <ref target="#pg_3">3</ref></item></list></item>
  <item>Mud. <hi rend="italic">See</hi> <ref target="#in2">Silt</ref>.</item>
  <item>Tugs—Continued: <list><item>Arrival, <ref target="#d3">3</ref></item></list></item>
</list></div></back>
</text></TEI>
"""  # noqa: E501


def write_volume(folder: Path, text: str = VOLUME, name: str = "v1.xml") -> Path:
    """Write a volume into a directory."""
    path = folder / name
    path.write_text(text, "utf-8")
    return path
