"""Sentences about recording and edits."""

MESSAGES = {
    "not_numbers": (
        "The values for {where} are not a rectangle of numbers: give every row the same length, with numbers only.",
        "给 {where} 的值不是一个整齐的数字矩阵：每一行的长度要相同，且只能是数字。",
    ),
    "edit_shape": (
        "The values for {where} have shape {given}, but the stage is {axes}.",
        "给 {where} 的值形状为 {given}，而该阶段是 {axes}。",
    ),
    "edit_nothing": (
        "The function for {where} returned nothing: return the new numbers, also where it changed the array in place.",
        "给 {where} 的函数没有返回值：请返回新的数，即使它已就地修改了数组。",
    ),
    "given_shape": (
        "What was given for {name} has the shape {given}, but it must be {axes}.",
        "给 {name} 的数据形状为 {given}，而它应当是 {axes}。",
    ),
}
