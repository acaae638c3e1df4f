{#
    A name without what a reader hardly sees: capitals, width, spaces, hyphens, points, invisible characters, Cyrillic and
    Greek letters that look like Latin ones, and traditional characters that are frequent in names of places.
    `with_signs`: hyphens and points stay, because codes may differ by them alone.
#}
{% macro folded_name(name, with_signs=false) -%}
    {%- set full_width =
        "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19\uff41\uff42\uff43\uff44\uff45\uff46"
        ~ "\uff47\uff48\uff49\uff4a\uff4b\uff4c\uff4d\uff4e\uff4f\uff50\uff51\uff52\uff53\uff54\uff55\uff56"
        ~ "\uff57\uff58\uff59\uff5a\uff21\uff22\uff23\uff24\uff25\uff26\uff27\uff28\uff29\uff2a\uff2b\uff2c"
        ~ "\uff2d\uff2e\uff2f\uff30\uff31\uff32\uff33\uff34\uff35\uff36\uff37\uff38\uff39\uff3a"
    -%}
    {%- set half_width = "0123456789abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz" -%}
    {%- set look_alike =
        "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0432\u043d\u043a\u043c\u0442\u0410"
        ~ "\u0415\u041e\u0420\u0421\u0423\u0425\u0406\u0408\u0405\u0412\u041d\u041a\u041c\u0422\u03b1\u03bf"
        ~ "\u03c1\u03bd\u03b9\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5"
        ~ "\u03a7"
    -%}
    {%- set latin = "aeopcyxijsbhkmtaeopcyxijsbhkmtaopviabezhikmnoptyx" -%}
    {%- set traditional =
        "鎮縣區鄉東廣蘇龍陽陰寧義興長門關灣島嶺崗岡澤漢華雲貴慶濟濱爾齊魯遼瀋吳無錫臺灃漣滄滬寶雞壽豐鹽揚鎭馬鳳鶴鷹麗會聖莊棗樂榮萊蕪蘭蓋號賓賀贛輝連運達遠郟鄭鄲鐵銅銀鋼閩隴陝雙靈順頭額饒駐黃點齡巖峽嶽國圖團墾"
        ~ "塢壩塊備優從恆懷撫擔斷時晉曆歷棲楊橋欄殘氣沖洶淺減湯溝滿潁潤瀘瀾煙爐獨瑪畢碭禮紅納紹綏綿羅臨舊蓮藍藝衛誠諸豬資邊鄰鍾錦閣陳陸隨鞏飛鮮鰲麥"
    -%}
    {%- set simplified =
        "镇县区乡东广苏龙阳阴宁义兴长门关湾岛岭岗冈泽汉华云贵庆济滨尔齐鲁辽沈吴无锡台沣涟沧沪宝鸡寿丰盐扬镇马凤鹤鹰丽会圣庄枣乐荣莱芜兰盖号宾贺赣辉连运达远郏郑郸铁铜银钢闽陇陕双灵顺头额饶驻黄点龄岩峡岳国图团垦"
        ~ "坞坝块备优从恒怀抚担断时晋历历栖杨桥栏残气冲汹浅减汤沟满颍润泸澜烟炉独玛毕砀礼红纳绍绥绵罗临旧莲蓝艺卫诚诸猪资边邻钟锦阁陈陆随巩飞鲜鳌麦"
    -%}
    {#- what has no counterpart is left out -#}
    {%- set unseen = " \u00a0\u3000\u2002\u2003\u2009\u200a\u202f\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u180e" -%}
    {%- set signs = "" if with_signs else "-_.'\u2019\u2018\u2010\u2011\u2013\u00b7\u30fb\uff0d\uff3f" -%}
    translate(
        lower({{ name }}),
        {{ composite_index.text_literal(full_width ~ look_alike ~ traditional ~ unseen ~ signs) }},
        {{ composite_index.text_literal(half_width ~ latin ~ simplified) }}
    )
{%- endmacro %}

{#
    Whether a name was read in a wrong encoding. Told by characters that no name has: marks of a lost character, control
    characters, pairs and triples that UTF-8 makes when it is read as Latin letters, four Latin letters with accents in a row,
    which GB18030 makes, and rare characters that UTF-8 makes when it is read as GB18030.
#}
{% macro is_garbled(name) -%}
    {%- set first_of_two = "\u00c2\u00c3" -%}
    {%- set first =
        "\u00c4\u00c5\u00c6\u00c7\u00c8\u00c9\u00ca\u00cb\u00cc\u00cd\u00ce\u00cf\u00d0\u00d1\u00d2\u00d3"
        ~ "\u00d4\u00d5\u00d6\u00d7\u00d8\u00d9\u00da\u00db\u00dc\u00dd\u00de\u00df\u00e0\u00e1\u00e2\u00e3"
        ~ "\u00e4\u00e5\u00e6\u00e7\u00e8\u00e9\u00ea\u00eb\u00ec\u00ed\u00ee\u00ef\u00f0\u00f1\u00f2\u00f3"
        ~ "\u00f4\u00f5\u00f6\u00f7\u00f8\u00f9\u00fa\u00fb\u00fc\u00fd\u00fe\u00ff"
    -%}
    {%- set following =
        "\u00a0\u00a1\u00a2\u00a3\u00a4\u00a5\u00a6\u00a7\u00a8\u00a9\u00aa\u00ab\u00ac\u00ad\u00ae\u00af"
        ~ "\u00b0\u00b1\u00b2\u00b3\u00b4\u00b5\u00b6\u00b7\u00b8\u00b9\u00ba\u00bb\u00bc\u00bd\u00be\u00bf"
        ~ "\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019\u201c"
        ~ "\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178"
    -%}
    {%- set rare =
        "鋩鋫鋬鋮鋲鋳鋴鋵鋶鋷鋹鋺鋻鋽鋾鋿錀錂錃錅錇錈錉鍊鍌鍎鍏鍐鍑鍒鍓鍔鍕鍖鍗鍘鍙鍚鍜鍝鍞鍟鍠鍡鍢鍣鍤鍥鍦鍧鍨鍩鍫鎭鎯鎱鎲鎴鎶鎷鎸鎹鎺鎻鎼鎽鎾鎿鏀鏁鏂鏄鏅鏆鏇鏉鏋鏌鏍鐎鐏鐑鐒鐓鐔鐕鐖鐗鐚鐛鐜鐝鐞鐟鐠鐡鐢鐣鐤鐥"
        ~ "鐦鐧鐨鐩鐪鐫鐬鐭鑱鑳鑴鑵鑶鑷鑸鑹鑺鑻鑾钀钁钂钃钄钑钖钘铇铏铓铔铚铦铻锜锠閫閬閮閯閰閲閳閴閵閶閷閸閹閺閼閽閾閿闀闁闂闃闄闅闉闋"
    -%}
    {%- set lost =
        "\ufffd\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008d\u008e"
        ~ "\u008f\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098\u0099\u009a\u009b\u009c\u009d\u009e"
        ~ "\u009f"
    -%}
    {%- set classes = composite_index.text_literal(
        '2' * (first_of_two | length) ~ '1' * (first | length) ~ '0' * (following | length) ~ 'llllllllll'
    ) -%}
    {%- set shape -%}
    translate(
        {{ name }},
        {{ composite_index.text_literal(first_of_two ~ first ~ following ~ '0123456789') }}, {{ classes }}
    )
    {%- endset -%}
    (
        length({{ name }}) <> length(translate({{ name }}, {{ composite_index.text_literal(rare ~ lost) }}, ''))
        or {{ shape }} like '%20%'
        or {{ shape }} like '%100%'
        or {{ shape }} like '%10%10%'
        or translate({{ shape }}, '12', '00') like '%0000%'
    )
{%- endmacro %}
