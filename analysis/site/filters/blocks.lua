-- Conditional content, callouts, tabsets, folded code, image texts, tables that scroll.
local report = dofile(pandoc.path.join { pandoc.path.directory(PANDOC_SCRIPT_FILE), "report.lua" })
local html = report.html
local formats = report.set("html", "pdf", "latex", "typst", "docx", "odt", "epub", "ipynb", "gfm",
  "markdown", "revealjs", "jats", "native", "plain")

-- True, false, or nil where the element is not conditional.
local function visible(element)
  local shown = element.classes:includes("content-visible")
  if not shown and not element.classes:includes("content-hidden") then return nil end
  local met
  for name, value in pairs(element.attributes) do
    local wanted = name == "when-format"
    if not (wanted or name == "unless-format") or not formats[value] then
      report.add(name, "conditional content knows when-format and unless-format with one format, "
        .. "not `" .. name .. '="' .. value .. '"`')
    end
    met = (value:match("^html") ~= nil) == wanted
  end
  return met == shown
end

local function conditional(element)
  local show = visible(element)
  if show == nil then return nil end
  return show and element.content or {}
end

local function title_of(div)
  local first = div.content[1]
  if div.attributes.title then
    return pandoc.read(div.attributes.title).blocks[1].content
  elseif first and first.t == "Header" then
    div.content:remove(1)
    return first.content
  end
end

local function callout_header(div, kind, title)
  local name = kind:sub(1, 1):upper() .. kind:sub(2)
  local words = title or { pandoc.Str(name) }
  if title then
    local hidden = pandoc.Span({ pandoc.Str(name .. ":"), pandoc.Space() }, { class = "screen-reader-only" })
    words = pandoc.Inlines { hidden } .. title
  end
  local icon = div.attributes.icon == "false" and " no-icon" or ""
  return {
    pandoc.Div({ html('<i class="callout-icon' .. icon .. '"></i>') }, { class = "callout-icon-container" }),
    pandoc.Div({ pandoc.Plain(words) }, { class = "callout-title-container flex-fill" }),
  }
end

local function callout(div)
  local kind
  for _, class in ipairs(div.classes) do kind = kind or class:match("^callout%-(%a+)$") end
  if not kind then return nil end
  local title = title_of(div)
  local look = div.attributes.appearance or "default"
  local classes = "callout callout-style-" .. (look == "minimal" and "simple" or look) .. " callout-" .. kind
  if div.attributes.icon == "false" then classes = classes .. " no-icon" end
  local body = pandoc.Div(div.content, { class = "callout-body-container callout-body" })
  if look == "minimal" and not title then
    return pandoc.Div({ body }, { id = div.identifier, class = classes .. " no-icon" })
  end
  classes = classes .. " callout-titled"
  local header = callout_header(div, kind, title)
  local collapse = div.attributes.collapse
  if not collapse then
    local head = pandoc.Div(header, { class = "callout-header d-flex align-content-center" })
    return pandoc.Div({ head, body }, { id = div.identifier, class = classes })
  end
  local id = div.identifier ~= "" and ' id="' .. div.identifier .. '"' or ""
  local open = collapse == "false" and " open" or ""
  local blocks = pandoc.Blocks { html("<details" .. id .. ' class="' .. classes .. '"' .. open
    .. '><summary class="callout-header d-flex">') }
  return blocks .. pandoc.Blocks(header) .. { html("</summary>"), body, html("</details>") }
end

local tabsets = 0

local function tabset(div)
  if not div.classes:includes("panel-tabset") then return nil end
  tabsets = tabsets + 1
  local level, tabs, panes = nil, pandoc.List(), pandoc.List()
  for _, block in ipairs(div.content) do
    if block.t == "Header" and (not level or block.level == level) then
      level = block.level
      local id = "tabset-" .. tabsets .. "-" .. (#tabs + 1)
      tabs:insert(pandoc.Plain { pandoc.Link(block.content, "#" .. id, "", { id = id .. "-tab", class = "nav-link" }) })
      panes:insert(pandoc.Div({ pandoc.Div({ pandoc.Plain(block.content) }, { class = "tab-title" }) },
        { id = id, class = "tab-pane" }))
    elseif #panes == 0 then
      report.add("panel-tabset", "a tabset begins with a heading, the first tab's name")
    else
      panes[#panes].content:insert(block)
    end
  end
  local list = pandoc.Blocks { html('<ul class="nav nav-tabs">') }
  for _, tab in ipairs(tabs) do
    list = list .. { html('<li class="nav-item">'), tab, html("</li>") }
  end
  list:insert(html("</ul>"))
  list:insert(pandoc.Div(panes, { class = "tab-content" }))
  return pandoc.Div(list, { id = div.identifier, class = "panel-tabset" })
end

local function folded(code)
  local fold, summary = code.attributes["code-fold"], code.attributes["code-summary"]
  if not fold then return nil end
  code.attributes["code-fold"], code.attributes["code-summary"] = nil, nil
  if fold == "false" then return code end
  local open = fold == "show" and " open" or ""
  return {
    html('<details class="code-fold"' .. open .. "><summary>" .. (summary or "Code") .. "</summary>"),
    code, html("</details>"),
  }
end

local function image(img)
  local alt = img.attributes["fig-alt"] or img.attributes.alt
  if alt then img.caption = { pandoc.Str(alt) } end
  img.attributes["fig-alt"], img.attributes.alt = nil, nil
  img.classes:insert("img-fluid")
  if pandoc.utils.stringify(img.caption) == "" then
    report.add(img.src:sub(1, 60), "this image has no text alternative; add `{fig-alt=\"...\"}`")
  end
  return img
end

-- Conditions first: what is not shown must not be counted or checked.
return {
  { Div = conditional, Span = conditional },
  { Div = function(div) return callout(div) or tabset(div) end, CodeBlock = folded, Image = image },
  { Table = function(tbl) tbl.classes:insert("table") return tbl end },
  { Meta = report.keep },
}
