"""What the parsers of TOML and JSON find wrong, as part of a sentence."""

MESSAGES = {
    "value": ("a value is expected here", "此处应是一个值"),
    "key_quotes": ("a key in double quotes is expected here", "此处应是用双引号括起的键"),
    "colon": ("a colon is expected here", "此处应是冒号"),
    "comma": ("a comma is expected here", "此处应是逗号"),
    "more": ("something stands after the end", "结尾之后还有内容"),
    "control": ("a text holds a line break or a control character", "文本中有换行符或控制字符"),
    "escape": ("this escape does not exist", "没有这种转义写法"),
    "open_text": ("a text is never closed", "文本没有结束的引号"),
    "trailing": ("a comma stands before a closing bracket", "右括号前多了一个逗号"),
    "equals": ("= is expected after a key", "键的后面应是 ="),
    "statement": ("this is neither a key nor a table", "这里既不是键，也不是表"),
    "sign": ("the character {sign} cannot stand here", "字符 {sign} 不能出现在这里"),
    "twice": ("this key or table was given before", "这个键或表前面已经给出"),
    "line_end": ("the line should end here", "这一行应到此结束"),
    "open_array": ("a list is never closed", "列表没有右括号"),
    "open_table": ("a table in braces is never closed", "花括号中的表没有结束"),
    "key": ("a key cannot begin like this", "键不能这样开头"),
    "bracket": ("a closing bracket is missing", "缺少右方括号"),
    "date": ("this is no date or time", "这不是日期或时间"),
}
