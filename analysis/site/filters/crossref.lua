-- Numbers figures, tables, equations and sections, and resolves @fig-x, @tbl-x, @eq-x, @sec-x.
local report = dofile(pandoc.path.join { pandoc.path.directory(PANDOC_SCRIPT_FILE), "report.lua" })
local html = report.html
local names = { fig = "Figure", tbl = "Table", eq = "Equation", sec = "Section" }
local numbers = {} -- identifier -> its number, as text
local counts = { fig = 0, tbl = 0, eq = 0 }
local sections = {} -- counters of the section levels
local numbered = false
local nbsp = "\u{a0}"

local function kind_of(id)
  local kind = id:match("^(%a+)%-")
  return names[kind] and kind
end

local function number(kind, id)
  if numbers[id] then
    report.add("#" .. id, "the id `" .. id .. "` stands twice; rename one")
  end
  counts[kind] = counts[kind] + 1
  numbers[id] = tostring(counts[kind])
  return numbers[id]
end

-- A numbered figure or table. Tables carry their caption above, figures below.
local function float(kind, id, classes, content, caption)
  local place = kind == "tbl" and "top" or "bottom"
  local class = "quarto-float-caption-" .. place .. " quarto-float-caption quarto-float-" .. kind
  local label = names[kind] .. nbsp .. number(kind, id) .. ": "
  local words = pandoc.Blocks { html('<figcaption class="' .. class .. '" id="' .. id .. '-caption">') }
  words:insert(pandoc.Plain(pandoc.Inlines { pandoc.Span({ pandoc.Str(label) }, { class = "caption-label" }) } .. caption))
  words:insert(html("</figcaption>"))
  local body = pandoc.Blocks { pandoc.Div(content, { ["aria-describedby"] = id .. "-caption" }) }
  local inner = pandoc.Blocks { html('<figure class="quarto-float quarto-float-' .. kind .. ' figure">') }
  inner = inner .. (place == "top" and words .. body or body .. words) .. { html("</figure>") }
  local outer = "quarto-float quarto-figure quarto-figure-center"
  return pandoc.Div(inner, { id = id, class = table.concat({ outer, table.unpack(classes) }, " ") })
end

local function float_div(div)
  local kind = kind_of(div.identifier)
  if kind ~= "fig" and kind ~= "tbl" then return nil end
  local last = div.content[#div.content]
  if #div.content < 2 or (last.t ~= "Para" and last.t ~= "Plain") then
    report.add("#" .. div.identifier, "`" .. div.identifier .. "` has no caption; end the block with "
      .. "a paragraph that says what it shows")
    return div, false
  end
  div.content:remove(#div.content)
  return float(kind, div.identifier, div.classes, div.content, last.content), false
end

local function float_figure(figure)
  if kind_of(figure.identifier) ~= "fig" then return nil end
  local caption = figure.caption.long[1]
  return float("fig", figure.identifier, figure.classes, figure.content, caption and caption.content or {}), false
end

local function float_table(tbl)
  local id, caption = tbl.identifier, tbl.caption.long[1]
  if kind_of(id) ~= "tbl" then return nil end
  tbl.identifier, tbl.caption = "", pandoc.Caption {}
  return float("tbl", id, {}, { tbl }, caption and caption.content or {}), false
end

local function section(header)
  if not numbered or header.classes:includes("unnumbered") then return nil end
  local level = header.level - 1 -- a page's sections begin with ##
  for deeper = level + 1, 6 do sections[deeper] = nil end
  sections[level] = (sections[level] or 0) + 1
  local parts = {}
  for i = 1, level do parts[i] = sections[i] or 0 end
  local text = table.concat(parts, ".")
  numbers[header.identifier] = text
  header.attributes.number = text
  local mark = pandoc.Span({ pandoc.Str(text) }, { class = "header-section-number" })
  header.content = pandoc.Inlines { mark, pandoc.Space() } .. header.content
  return header
end

-- pandoc reads `$$...$$ {#eq-x}` as maths, a space and the text "{#eq-x}".
local function equations(inlines)
  for i = #inlines, 1, -1 do
    local text = inlines[i] -- nil where the last formula took several
    local id = text and text.t == "Str" and text.text:match("^{#(eq%-[%w_-]+)}")
    local j = i - 1
    while id and inlines[j] and (inlines[j].t == "Space" or inlines[j].t == "SoftBreak") do j = j - 1 end
    if id and inlines[j] and inlines[j].t == "Math" then
      local mark = pandoc.Span({ pandoc.Str("(" .. id .. ")") }, { class = "equation-number" })
      local rest = text.text:match("^{#eq%-[%w_-]+}(.*)$")
      local eq = pandoc.Span({ inlines[j], mark }, { id = id, class = "equation" })
      for k = i, j, -1 do inlines:remove(k) end
      inlines:insert(j, eq)
      if rest ~= "" then inlines:insert(j + 1, pandoc.Str(rest)) end
    end
  end
  return inlines
end

local function equation(span)
  if not span.classes:includes("equation") then return nil end
  span.content[2].content = { pandoc.Str("(" .. number("eq", span.identifier) .. ")") }
  return span
end

local function reference(citation)
  local kind, id = kind_of(citation.id), citation.id
  if not numbers[id] then
    local remedy = kind == "sec" and not numbered and "the page's sections carry no numbers; write a "
      .. "link, `[words](#" .. id .. ")`, or set `number-sections: true`"
      or "nothing on this page has that id; to point at another page write a link"
    report.add("@" .. id, "unknown reference `@" .. id .. "`: " .. remedy)
    return pandoc.Inlines {}
  end
  local words = pandoc.Inlines { pandoc.Str(numbers[id]) }
  if #citation.prefix > 0 then
    words = citation.prefix .. { pandoc.Str(nbsp) } .. words
  elseif citation.mode ~= "SuppressAuthor" then
    words = pandoc.Inlines { pandoc.Str(names[kind] .. nbsp .. numbers[id]) }
  end
  return pandoc.Inlines { pandoc.Link(words, "#" .. id, "", { class = "quarto-xref" }) } .. citation.suffix
end

local function references(cite)
  local words, others = pandoc.Inlines {}, false
  for i, citation in ipairs(cite.citations) do
    if not kind_of(citation.id) then
      others = true
    else
      if i > 1 then words:extend { pandoc.Str(","), pandoc.Space() } end
      words:extend(reference(citation))
    end
  end
  if #words > 0 and others then
    report.add("@" .. cite.citations[1].id, "a citation and a cross-reference in one bracket; write two")
  end
  return not others and words or nil
end

return {
  { Meta = function(meta) numbered = meta["number-sections"] == true end },
  { Inlines = equations },
  { traverse = "topdown", Div = float_div, Figure = float_figure, Table = float_table },
  { Header = section, Span = equation },
  { Cite = references },
  { Meta = report.keep },
}
