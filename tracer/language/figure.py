"""Sentences about pictures."""

MESSAGES = {
    "missing": (
        "PNG and PDF pictures need matplotlib: pip install 'transformer-tracer[plot]' (SVG needs nothing: --format svg).",
        "PNG 和 PDF 图片需要 matplotlib：pip install 'transformer-tracer[plot]'（SVG 不需要：--format svg）。",
    ),
    "font": (
        "No installed font has {chars}: install one ({package} on Debian and Ubuntu), or use --format svg, which needs none.",
        "已安装的字体里没有 {chars}：请安装一种（Debian、Ubuntu 上是 {package}），或改用不需要字体的 --format svg。",
    ),
    "cells": (
        "The picture would have {cells} cells, more than {most}: give a shorter text, or choose layers and heads (--layer, --head).",
        "图中将有 {cells} 个格子，超过 {most} 个：请缩短文本，或用 --layer、--head 选少一些。",
    ),
    "large": (
        "The picture would be {width} × {height} pixels, more than {most}: select fewer stages, or use --format pdf or svg.",
        "图片将有 {width} × {height} 像素，一边超过 {most}：请少选几个阶段，或改用 --format pdf 或 svg。",
    ),
    "kind": (
        "There is no figure '{word}'; figures are heads, lines, positions, network, curve.",
        "没有名为“{word}”的图；可选 heads、lines、positions、network、curve。",
    ),
    "kind.near": (
        "There is no figure '{word}'. Did you mean {near}?",
        "没有名为“{word}”的图。是不是想写 {near}？",
    ),
    "heads.about": (
        "Heat maps, {count} in all: a darker cell is a larger number, from {low} to {high}.",
        "热力图，共 {count} 幅：格子越深，数越大，从 {low} 到 {high}。",
    ),
    "lines.about": (
        "Lines from {left} {left:word|words} to {right} {right:word|words}: a heavier line is a larger weight; the number stands by each word's heaviest.",
        "从 {left} 个词连到 {right} 个词：线越粗，权重越大；每个词最粗的线旁标有数值。",
    ),
    "positions.about": (
        "Positional encoding, {rows} {rows:position|positions} by {columns} {columns:column|columns}: a darker cell is a larger number, from {low} to {high}.",
        "位置编码，{rows} 个位置 × {columns} 列：格子越深，数越大，从 {low} 到 {high}。",
    ),
    "network.about": (
        "The network: {nodes} {nodes:box with its shape|boxes with their shapes}, {edges} {edges:arrow|arrows}.",
        "网络结构：{nodes} 个方框（标有形状），{edges} 条箭头。",
    ),
    "curve.about": (
        "{count} {count:curve|curves} of {y} over {x}; the values lie between {low} and {high}.",
        "{count} 条曲线，纵轴 {y}，横轴 {x}；数值在 {low} 与 {high} 之间。",
    ),
    "from": ("from", "从"),
    "to": ("to", "到"),
    "name": ("name", "名称"),
    "shape": ("shape", "形状"),
}
