"""What is read from a mail: headers, bodies, mails inside, attachments."""

# ruff: noqa: E501 # mails stand on one line

from wardline.screen.files.extract import extract
from wardline.screen.model import Decision

MAIL = b"""From: "Bad Guy" <bad@evil.example>
To: =?utf-8?b?SmFuZSBSb2U=?= <jane@ward.example>
Subject: invoice
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=B

--B
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

SGVsbG8gYmFzZTY0
--B
Content-Type: text/html

<p>click <a href="http://evil.example/a">here</a></p>
--B
Content-Type: message/rfc822

From: inner@evil.example
Subject: nested

nested words
--B
Content-Type: text/csv
Content-Disposition: attachment; filename="list.csv"

name,mrn
x,1
--B
Content-Type: application/octet-stream
Content-Disposition: attachment; filename="a.exe"
Content-Transfer-Encoding: base64

TVqQAAMAAAAEAAAA
--B--
"""


def test_mail_gives_headers_bodies_nested_mails_and_attachments():
    got = extract(MAIL)
    text = "\n".join(f"{p.place}|{p.text}" for p in got.parts)
    for word in ("To: Jane Roe <jane@ward.example>", "Hello base64", "http://evil.example/a",
                 "mail inside 1: headers|From: inner@evil.example", "nested words", "name,mrn",
                 "File name: a.exe", "SHA-256: "):  # fmt: skip
        assert word in text
    assert got.decision is Decision.HOLD
    assert "stays out" in got.reason


def test_a_mail_without_anything_unreadable_passes():
    assert (
        extract(b"From: a@b.example\nTo: c@d.example\nSubject: x\n\nHello").decision
        is Decision.PASS
    )


def test_mails_too_deep_in_each_other_stay():
    mail = b"From: a@b.example\nSubject: x\n\nend"
    for n in range(12):
        mark = b"B%d" % n
        mail = (b"From: a@b.example\nSubject: x\nContent-Type: multipart/mixed; boundary=%s\n\n--%s\n"
                b"Content-Type: message/rfc822\n\n%s\n--%s--\n" % (mark, mark, mail, mark))  # fmt: skip
    assert extract(mail).decision is Decision.BLOCK


def test_logos_and_signatures_in_a_mail_are_left_out_without_a_fuss(make):
    import base64

    logo = base64.encodebytes(make.png(make.chunk(b"tEXt", b"Author\0Ann")))
    mail = (b"From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n"
            b"--B\nContent-Type: text/plain\n\nwords\n--B\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n"
            + logo + b"\n--B\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\n\0\1\2\n--B--\n")  # fmt: skip
    got = extract(mail)
    assert got.decision is Decision.PASS
    text = str(got.parts)
    assert "left out" in text
    assert "Ann" not in text
    assert "p7s" not in text


def test_a_mail_in_an_old_encoding_is_read_by_what_it_says_of_itself():
    body = "Пациент Иванов".encode("koi8-r")
    got = extract(
        b"From: a@b.example\nSubject: x\nContent-Type: text/plain; charset=koi8-r\n\n" + body
    )
    assert got.decision is Decision.PASS
    assert got.parts[1].text == "Пациент Иванов"
