"""The words of the tab 文档."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentWords:
    """One language of the tab. Fields in braces, as `{n}`, are filled with `str.format`."""

    tab: str
    choose: str
    drop: str
    formats: str
    off: str
    sending: str
    stored: str
    replaced: str
    refused: str
    too_large: str
    lost: str
    removed: str
    not_removed: str
    rebuild: str
    rebuilding: str
    preparing: str
    stages: dict[str, str]
    opening: str
    still: str
    failed: str
    report: str
    built: str
    empty: str
    unread: str
    find: str
    find_hint: str
    listed: str
    found: str
    none: str
    none_found: str
    more: str
    states: dict[str, str]
    state_notes: dict[str, str]
    passages: str
    characters: str
    date: str
    headings: str
    heading_list: str
    more_headings: str
    below: str
    no_headings: str
    warnings: str
    reason: str
    open: str
    remove: str
    sure: str
    confirm: str
    cancel: str


ZH = DocumentWords(
    tab="文档",
    choose="选择文件上传",
    drop="或者把文件拖到这里，可以一次放好几个；同名文件会被替换",
    formats="能读：{formats}",
    off="这台服务器没有开放上传、删除和重建（启动时用了 --no-upload），这里只能查看。",
    sending="正在上传",
    stored="已存入",
    replaced="已替换同名文件",
    refused="没有收下",
    too_large="没有收下：超过 {n} MB，不能读取。请拆成几个文件，或把图片压缩后另存。",
    lost="上传中断，没有收到文件。请再传一次。",
    removed="已从文件夹中删除，重建后不再据此回答",
    not_removed="没有删除",
    rebuild="重建索引",
    rebuilding="正在重建索引",
    preparing="准备",
    stages={"read": "读取", "embed": "向量", "index": "索引"},
    opening="换上新索引",
    still="这期间照常可以提问，答案来自原来的索引。",
    failed="索引没有建成，原来的索引照常回答。",
    report="已重建：{documents} 篇文档，其中新增 {new}、更新 {changed}、未变 {unchanged}、移除 {removed}；"
    "{passages} 个段落，重新计算 {embedded} 个；用时 {seconds:.1f} 秒。",
    built="索引里有 {documents} 篇文档、{passages} 个段落。",
    empty="读了却没有段落：{names}",
    unread="有 {n} 个文件没能读取，原因列在下面。",
    find="查找文档",
    find_hint="标题或文件名中的几个字",
    listed="共 {n} 篇",
    found="找到 {n} 篇，共 {total} 篇",
    none="还没有文档。",
    none_found="没有标题或文件名含有“{query}”的文档。",
    more="还有 {n} 篇没有列出，请用上面的查找。",
    states={
        "ready": "可以提问",
        "empty": "没有内容",
        "waiting": "等待读取",
        "failed": "没能读取",
        "gone": "文件已不在",
    },
    state_notes={
        "ready": "",
        "empty": "已经读过，里面没有可以提问的文字。",
        "waiting": "重建完成后可以提问。",
        "failed": "",
        "gone": "文件夹里已没有这个文件，重建之前仍据旧索引回答。",
    },
    passages="{n} 段",
    characters="{n} 字",
    date="日期 {date}",
    headings="{n} 个标题",
    heading_list="标题",
    more_headings="还有 {n} 个标题没有列出，请打开原文查看。",
    below="下级标题 {n} 个",
    no_headings="这篇文档没有标题。",
    warnings="有 {n} 处没有完全读到",
    reason="原因与办法",
    open="打开原文",
    remove="删除",
    sure="将从文件夹中删除“{name}”，不能恢复。",
    confirm="确认删除",
    cancel="取消",
)

EN = DocumentWords(
    tab="Documents",
    choose="Choose files to upload",
    drop="or drop them here, several at once if you like; a file of the same name is replaced",
    formats="Read are {formats}",
    off="Uploading, removing and rebuilding are switched off on this server (--no-upload): you can look around here.",
    sending="uploading",
    stored="stored",
    replaced="stored in place of the old one",
    refused="not taken",
    too_large="not taken: it is larger than {n} MB and cannot be read. Split it, or save it with smaller pictures.",
    lost="The upload broke off and the file did not arrive. Send it again.",
    removed="deleted from the folder; after the rebuild nothing is answered from it",
    not_removed="not removed",
    rebuild="Rebuild the index",
    rebuilding="Rebuilding the index",
    preparing="preparing",
    stages={"read": "reading", "embed": "vectors", "index": "index"},
    opening="opening the new index",
    still="Questions are answered meanwhile, from the old index.",
    failed="The index could not be built; the old one goes on answering.",
    report="Rebuilt: documents {documents}, of them new {new}, changed {changed}, unchanged {unchanged}, "
    "removed {removed}; passages {passages}, of them computed anew {embedded}; {seconds:.1f} s.",
    built="In the index: documents {documents}, passages {passages}.",
    empty="Read, but without a passage: {names}",
    unread="Files that could not be read: {n}. The reasons are below.",
    find="Find a document",
    find_hint="a few characters of its title or file name",
    listed="Documents: {n}",
    found="Found {n} of {total}",
    none="There are no documents yet.",
    none_found="No document has “{query}” in its title or file name.",
    more="Not listed: {n} more. Find them with the box above.",
    states={
        "ready": "ready",
        "empty": "empty",
        "waiting": "waiting",
        "failed": "not read",
        "gone": "file gone",
    },
    state_notes={
        "ready": "",
        "empty": "It was read, and has no text that could be asked about.",
        "waiting": "It can be asked after the next rebuild.",
        "failed": "",
        "gone": "The file is no longer in the folder; until the next rebuild the old index answers from it.",
    },
    passages="passages: {n}",
    characters="characters: {n}",
    date="date: {date}",
    headings="headings: {n}",
    heading_list="Headings",
    more_headings="Not listed: {n} more headings. Open the document to see them.",
    below="headings below: {n}",
    no_headings="This document has no headings.",
    warnings="Not read in full: {n}",
    reason="Reason and cure",
    open="Open the document",
    remove="Remove",
    sure="This deletes “{name}” from the folder for good.",
    confirm="Remove it",
    cancel="Cancel",
)
