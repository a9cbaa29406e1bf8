# ruff: noqa: SLF001 (python-docx has no public name for these)
"""DOCX files as an office would type what a Markdown file says."""

from io import BytesIO

from docx import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode


def docx_of(markdown):
    """Return the file: headings, lists, tables and quotes by their styles."""
    document = Document()
    head, text = _split(markdown)
    for line in head:
        document.add_paragraph(line)
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("code")
    for node in SyntaxTreeNode(parser.parse(text)).children:
        _add(document, node)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def docx_with_notes(text, notes, *, called, header, footer):
    """Return a paragraph with footnotes, notes by number, and what is called in it."""
    document = Document()
    written = "".join(
        f'<w:footnote w:id="{n}"><w:p><w:r><w:t>{note}</w:t></w:r></w:p></w:footnote>'
        for n, note in notes.items()
    )
    xml = f"<w:footnotes {nsdecls('w')}>{written}</w:footnotes>".encode()
    place, package = PackURI("/word/footnotes.xml"), document.part.package
    part = Part(place, CONTENT_TYPE.WML_FOOTNOTES, xml, package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    paragraph = document.add_paragraph(text)
    for number in called:
        call = OxmlElement("w:footnoteReference")
        call.set(qn("w:id"), str(number))
        paragraph.add_run()._r.append(call)
    document.sections[0].header.paragraphs[0].text = header
    document.sections[0].footer.paragraphs[0].text = footer
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _split(markdown):
    if not markdown.startswith("---\n"):
        return [], markdown
    head, _fence, text = markdown[4:].partition("\n---\n")
    return ["---", *head.split("\n"), "---"], text


def _add(document, node):
    if node.type == "heading":
        _write(document.add_heading("", int(node.tag[1])), node)
    elif node.type in {"bullet_list", "ordered_list"}:
        _add_list(document, node, 1)
    elif node.type == "blockquote":
        for child in node.children:
            _write(document.add_paragraph(style="Quote"), child)
    elif node.type == "table":
        _add_table(document, node)
    elif node.children:
        _write(document.add_paragraph(), node)


def _add_list(document, node, depth):
    name = "List Bullet" if node.type == "bullet_list" else "List Number"
    style = name if depth == 1 else f"{name} {depth}"
    number = _new_number(document, style)
    for item in node.children:
        for child in item.children:
            if child.type.endswith("_list"):
                _add_list(document, child, depth + 1)
            else:
                paragraph = document.add_paragraph(style=style)
                properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
                properties.get_or_add_numId().val = number
                _write(paragraph, child)


def _new_number(document, style):
    """Begin to count anew, as a word processor does for another list."""
    numbering = document.part.numbering_part.element
    of_style = document.styles[style].element.pPr.numPr.numId.val
    kind = numbering.num_having_numId(of_style).abstractNumId.val
    return numbering.add_num(kind).numId


def _add_table(document, node):
    rows = [row for part in node.children for row in part.children]
    table = document.add_table(rows=0, cols=len(rows[0].children))
    for row in rows:
        for cell, source in zip(table.add_row().cells, row.children, strict=True):
            _write(cell.paragraphs[0], source)


def _write(paragraph, node):
    for inline in node.children:
        for child in inline.children:
            _write_inline(paragraph, child)


def _write_inline(paragraph, node, *, bold=False):
    if node.type == "link":
        _link(paragraph, node.attrs["href"], node.children[0].content)
    elif node.type == "softbreak":
        paragraph.add_run().add_break()
    elif node.type == "strong":
        for child in node.children:
            _write_inline(paragraph, child, bold=True)
    else:
        paragraph.add_run(node.content).bold = bold or None


def _link(paragraph, address, text):
    link = OxmlElement("w:hyperlink")
    key = paragraph.part.relate_to(
        address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True
    )
    link.set(qn("r:id"), key)
    run = paragraph.add_run(text)
    link.append(run._r)
    paragraph._p.append(link)
