-- Refuses by name what Quarto would treat specially and this renderer does not know.
local report = dofile(pandoc.path.join { pandoc.path.directory(PANDOC_SCRIPT_FILE), "report.lua" })

local supported = report.set(
  "callout-note", "callout-tip", "callout-warning", "callout-important", "callout-caution",
  "panel-tabset", "column-margin", "column-page", "column-screen-inset")
local families = { "^callout", "^panel%-", "^column%-", "^layout", "^quarto%-", "^g%-col", "^listing" }
local refused = report.set(
  "aside", "hidden", "grid", "theorem", "proof", "remark", "solution", "incremental",
  "nonincremental", "fragment", "notes", "lightbox", "r-stack", "about", "landscape")
local prefixes = report.set(
  "lst", "nte", "tip", "wrn", "imp", "cau", "thm", "lem", "cor", "prp", "cnj", "def", "exm", "exr",
  "alg", "vid", "supplement")
local attributes = report.set(
  "layout", "layout-ncol", "layout-nrow", "layout-align", "layout-valign", "filename", "group",
  "code-line-numbers", "tbl-colwidths", "fig-align", "fig-pos", "fig-env", "fig-cap", "fig-scap",
  "fig-link", "tbl-cap", "lightbox", "lst-cap", "lst-label", "annotate")
local callout = report.set("title", "collapse", "icon", "appearance")

local function special(class)
  if supported[class] then return false end
  if refused[class] then return true end
  for _, family in ipairs(families) do
    if class:match(family) then return true end
  end
  return false
end

local function check(element)
  for _, class in ipairs(element.classes) do
    if special(class) then
      report.add("." .. class, "the class `." .. class .. "` is not supported; use plain Markdown, "
        .. "a supported construct or a class of the site's own")
    end
  end
  for name in pairs(element.attributes) do
    if attributes[name] then
      report.add(name, "the attribute `" .. name .. "` is not supported; leave it out")
    end
  end
  local prefix = element.identifier:match("^(%a+)%-")
  if prefix and prefixes[prefix] then
    report.add("#" .. element.identifier, "`#" .. element.identifier .. "`: Quarto numbers ids that "
      .. "begin with `" .. prefix .. "-`; numbered here are fig-, tbl-, eq- and sec-; rename it")
  end
end

local function raw(element)
  if element.format ~= "html" then
    report.add(element.text:match("[^\n]*"), "raw `" .. element.format .. "` is not supported; "
      .. "write Markdown or `{=html}`")
  end
end

return { {
  RawBlock = raw,
  RawInline = raw,
  Code = check,
  CodeBlock = check,
  Span = check,
  Image = check,
  Table = check,
  Figure = check,
  Div = function(div)
    check(div)
    if not div.classes[1] or not div.classes[1]:match("^callout%-") then return end
    for name in pairs(div.attributes) do
      if not callout[name] then
        report.add(name, "callouts know title, collapse, icon and appearance, not `" .. name .. "`")
      end
    end
  end,
  Header = function(header)
    check(header)
    if header.level == 1 then
      report.add(pandoc.utils.stringify(header), "a heading of level 1 is the page's title, which "
        .. "stands in its header; begin with `##`")
    end
  end,
  Str = function(text)
    if text.text:match("^:::") then
      report.add(text.text, "a stray `:::`; put a blank line before it and close what is open")
    end
  end,
  LineBlock = function(lines)
    report.add("| ", "a line block is not supported; use a list or a table")
  end,
}, { Meta = report.keep } }
