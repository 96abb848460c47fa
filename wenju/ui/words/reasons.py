"""Why a file is not read, or not all of it, in Chinese: what the parsers and the shelf say in English, put into words.

In: a sentence of theirs, without the file's name before it. Out: the sentence for a reader, and its language. A
sentence that is not known here stays English: better a true reason in another language than none.
"""

from __future__ import annotations

import re

_OCR = "请先做文字识别（OCR），例如 ocrmypdf -l chi_sim 原.pdf 新.pdf"
_ANEW = "用原来的程序打开，另存一份"
_OFFICE = "请用 Word、WPS 或 LibreOffice 打开，另存为 .docx"
_TABLES = "请用 Excel、WPS 或 LibreOffice 打开，另存为 .xlsx"

# (what the English sentence has in it, the Chinese one with its numbers and names); the first that fits is taken.
_REASONS = [
    # Formats
    (r"Word before 2007 is not read", f"不能读取 Word 2007 以前的格式。{_OFFICE}。"),
    (r"WPS Writer is not read", "不能读取 WPS 文字的格式。请用 WPS 打开，另存为 .docx。"),
    (r"Excel before 2007 is not read", f"不能读取 Excel 2007 以前的格式。{_TABLES}。"),
    (r"WPS Spreadsheets is not read", "不能读取 WPS 表格的格式。请用 WPS 打开，另存为 .xlsx。"),
    (
        r"PowerPoint before 2007 is not read",
        "不能读取 PowerPoint 2007 以前的格式。请用 PowerPoint、WPS 或 LibreOffice 打开，另存为 .pptx。",
    ),
    (r"WPS Presentation is not read", "不能读取 WPS 演示的格式。请用 WPS 打开，另存为 .pptx。"),
    (r"OpenDocument text is not read", "不能读取 OpenDocument 文字。请用 LibreOffice 或 WPS 打开，另存为 .docx。"),
    (r"OpenDocument tables are not read", "不能读取 OpenDocument 表格。请用 LibreOffice 或 WPS 打开，另存为 .xlsx。"),
    (r"OpenDocument slides are not read", "不能读取 OpenDocument 演示。请用 LibreOffice 或 WPS 打开，另存为 .pptx。"),
    (r"OFD is not read", "不能读取 OFD。请用 OFD 阅读器打开，另存或打印为 .pdf。"),
    (r"rich text is not read", f"不能读取 RTF 格式。{_OFFICE}。"),
    (r"electronic books are not read", "不能读取电子书。请另存为 .html 或 .txt，例如 ebook-convert 书.epub 书.txt。"),
    (
        r"found the format '', expected",
        "文件名没有扩展名，看不出是什么格式。请补上扩展名，或另存为 .docx、.pdf 或 .txt。",
    ),
    (r"found the format '(.*?)', expected", r"不能读取 \1 格式。请另存为 .docx、.pdf、.xlsx、.pptx 或 .txt。"),
    (r"found a PDF file, expected", "内容其实是 PDF。请把扩展名改成 .pdf。"),
    (r"found a rich text file, expected", f"内容其实是 RTF。{_OFFICE}。"),
    (r"found an XML file, expected", "内容其实是 XML。请用 Word、Excel、WPS 或 LibreOffice 打开，另存一份。"),
    (r"found a web page, expected", "内容其实是网页。请把扩展名改成 .html。"),
    (r"found .*rename it to (\.\w+)", r"内容与扩展名不符。请把扩展名改成 \1。"),
    (r"found an archive, expected", f"其实是一个压缩包。请先解压，或{_ANEW}。"),
    (r"found a binary workbook", f"不能读取二进制工作簿（.xlsb）。{_TABLES}。"),
    (
        r"format from before 2007 under another name; .* save it as (\.?\w+)",
        r"内容是 2007 年以前的 Office 格式，只是换了扩展名。请用 Office、WPS 或 LibreOffice 打开，另存为 \1。",
    ),
    (r"found .+, expected", f"内容与扩展名不符。请{_ANEW}。"),
    # Protected, damaged, too large
    (r"is encrypted;", "文件已加密。请用密码打开，去掉密码后另存一份。"),
    (r"is protected by a password", "文件有密码保护。请去掉密码后另存一份。"),
    (r"cannot be unpacked, expected", f"文件损坏或不完整。请重新复制或下载，或{_ANEW}。"),
    (r"is no PDF, or a damaged one", "不是 PDF，或已损坏。请用 PDF 阅读器打开，再打印成新的 PDF。"),
    (r"found no Word document in it", f"里面没有 Word 文档。请{_ANEW}。"),
    (r"is damaged \(", f"文件已损坏。请{_ANEW}，或重新获取。"),
    (r"its parser broke off|cannot be read \(", f"文件已损坏，或内容与扩展名不符。请{_ANEW}。"),
    (r"not read within (\d+) s", rf"\1 秒内没有读完。请拆成几个文件，或{_ANEW}。"),
    (r"takes more than ([\d.]+) GB of memory", r"读取时占用的内存超过 \1 GB。请拆成几个文件。"),
    (r"has ([\d.]+) MB, at most (\d+) MB", r"有 \1 MB，最多读取 \2 MB。请拆成几个文件，或把图片压缩后另存。"),
    (
        r"([\d.,]+) MB unpack to ([\d.,]+) MB",
        rf"\1 MB 的文件解压后有 \2 MB，超过限度。请删去空行和不需要的内容，再{_ANEW}。",
    ),
    (r"has ([\d,]+) parts, at most ([\d,]+)", r"由 \1 个部分组成，最多读取 \2 个。请拆成几个文件。"),
    (r"has ([\d,]+) characters of text, at most ([\d,]+)", r"有 \1 个字，最多读取 \2 个。请拆成几个文件。"),
    (r"make the file readable", "没有读取这个文件的权限。请修改权限，或移走文件。"),
    (r"this format needs it: install", "缺少读取这种格式的程序库。请重新安装（make install）。"),
    # Nothing in it
    (r"the file is empty", "文件是空的。请检查后再传一次。"),
    (r"found no sheet with a word", "所有工作表都没有文字。请填写内容，或移走文件。"),
    (r"found only hidden sheets", "只有隐藏的工作表。请取消隐藏后保存，或移走文件。"),
    (r"found no row with a word", "表里没有文字。请填写内容，或移走文件。"),
    (r"found .+; fill it in", "里面没有文字。请填写内容，或移走文件。"),
    (r"it is a scan", f"只有图片，没有文字，应当是扫描件。{_OCR}。"),
    (
        r"found (\d+) slides, none with text",
        r"\1 张幻灯片都没有可见的文字。如果是图片，请另存为 PDF，再做文字识别（OCR）。",
    ),
    (r"characters are unknown: its fonts", f"字体里没有文字编码，读出来多半是乱码。{_OCR}。"),
    (r"found a page without text", "网页里没有文字。如果内容由脚本生成，请用浏览器打开，另存为 PDF 或文本文件。"),
    (r"found an empty page", "网页是空的。请重新保存，或移走文件。"),
    # Text
    (r"found a NUL byte", "不是纯文本文件。请另存为 UTF-8 编码的纯文本，或移走文件。"),
    (
        r"byte (\d+) is not valid UTF-8 or GB18030",
        r"第 \1 个字节既不是 UTF-8 也不是 GB18030 编码。请用能正常显示它的编辑器打开，另存为 UTF-8。",
    ),
    (
        r"byte (\d+) is not valid (\S+)",
        r"第 \1 个字节不是有效的 \2 编码。请用能正常显示它的编辑器打开，另存为 UTF-8。",
    ),
    # Names and storing
    (r"text without control characters", "文件名里有看不见的控制字符。请改名后再传。"),
    (r"has no folder in it", "文件名不能含有 / \\\\ : 。请改名后再传。"),
    (r"such a name is kept for the system", "这是系统保留的文件名。请改名后再传。"),
    (r"kept for what steers the search", "这个文件名留给词典和别名。请改名后再传。"),
    (r"the name has (\d+) bytes, at most (\d+)", r"文件名太长（\1 字节，最多 \2 字节）。请缩短后再传。"),
    (r"cannot be stored \(", "文件存不进去。请检查磁盘空间和文件夹权限。"),
    (r"the only document that can be read", "能读取的只剩这一篇文档，不能删除。请先上传另一篇。"),
    (r"there is no such document", "文件夹里已经没有这个文件。"),
    (r"cannot be removed \(", "文件删不掉。如果它正打开着，请先关闭。"),
    # Not all of it
    (r"(\d+) .* left out: the text inside is not read", r"略去了 \1 处内容，里面的文字没有读取。"),
    (r"pages? ([\d, -]+): no text there", rf"第 \1 页没有文字，没有读取。如果是扫描页，{_OCR}。"),
    (r"pages? ([\d, -]+): damaged, left out", r"第 \1 页已损坏，略去。"),
    (r"pages? ([\d, -]+): (\d+)(?: characters? \w+)? unknown", "第 \\1 页有 \\2 个字的字体没有编码，显示为 \ufffd。"),
    (r"left out, ([\d,]+) pages of a file are read", r"一个文件最多读取 \1 页，后面的略去了。请拆成几个文件。"),
    (r"has ([\d,]+) slides; those after number ([\d,]+)", r"有 \1 张幻灯片，第 \2 张以后的略去了。"),
    (r"hidden slides were left out: ([\d, -]+);", r"略去了隐藏的幻灯片 \1。要读取它们，请取消隐藏后保存。"),
    (r"slides without text: ([\d, -]+);", r"幻灯片 \1 没有文字，图片里的内容没有读取。"),
    (r"slide (\d+): a box with a formula", r"第 \1 张幻灯片略去了一个公式框或新式文本框。"),
    (r"slide (\d+): an object \((.*)\) was left out", r"第 \1 张幻灯片略去了一个对象（\2）。"),
    (r"hidden sheets were left out: (.*); show", r"略去了隐藏的工作表：\1。要读取它们，请取消隐藏后保存。"),
    (
        r"sheet (.*): .*with a formula and without its value",
        r"工作表“\1”有公式没有算出结果。请用 Excel 或 WPS 打开并保存，再传一次。",
    ),
    (r"sheet (.*): .*with an error such as", r"工作表“\1”有单元格是 #N/A 一类的错误值。"),
    (r"sheet (.*): has more than ([\d,]+) rows", r"工作表“\1”超过 \2 行，后面的略去了。"),
    (r"sheet (.*): has more than ([\d,]+) columns", r"工作表“\1”超过 \2 列，后面的略去了。"),
    (r"has more than ([\d,]+) rows", r"超过 \1 行，后面的略去了。"),
    (r"has more than ([\d,]+) columns", r"超过 \1 列，后面的略去了。"),
    (r"the article could not be told", "分不清正文与网页的其余部分，连同菜单一起读取了。"),
    (r"stand too deep in each other", "网页的元素嵌套太深，后面的略去了。请另存为文本文件。"),
    (r"(\d+) characters cannot be read in the encoding", "有 \\1 个字不符合网页的编码，显示为 \ufffd。"),
    (r"and (\d+) more of the kind", r"还有 \1 处类似的情况。"),
    # The build
    (
        r"no file in it can be read, (\d+) were tried",
        r"文件夹里的 \1 个文件都不能读取。请至少放入一个能读取的。",
    ),
    (r"no document in it", "文件夹里没有文档。请先上传一篇。"),
    (r"another build is writing here", "另一个程序正在重建索引。请等它完成后再试。"),
    (r"the build broke off", "重建中途停止了。请再试一次；若仍如此，请查看启动程序的终端窗口。"),
]
_CHINESE = [(re.compile(pattern), words) for pattern, words in _REASONS]


def reason_in(language: str, sentence: str) -> tuple[str, str]:
    """The sentence as a page of this language (a BCP 47 name) shows it, and the language it is in."""
    if language.startswith("zh"):
        for pattern, words in _CHINESE:
            if found := pattern.search(sentence):
                return found.expand(words), language
    return sentence, "en"
