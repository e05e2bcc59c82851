-- Documents that hold no HTML (`--to docx`, `--to gfm`): what stands on a page as HTML is read as
-- pandoc reads it, so that its tables, lists and links are there; what only a browser can do is left
-- out. Links lead to the pages of the same format, without what a card would say. Web pages stay.

local SUFFIX = {
  gfm = 'md', commonmark = 'md', commonmark_x = 'md', markdown = 'md', markdown_github = 'md',
  docx = 'docx', odt = 'odt', typst = 'pdf', latex = 'pdf', epub = 'epub',
}
local WORKS = { 'script', 'style', 'svg', 'form', 'select', 'button', 'textarea', 'dialog', 'template' }

-- What is left of HTML where nothing runs, nothing is drawn and a row of a table has all its cells.
local function still(html)
  for _, tag in ipairs(WORKS) do html = html:gsub('<' .. tag .. '[%s>].-</' .. tag .. '>', '') end
  html = html:gsub('<(%w+)[^>]- hidden[%s>].-</%1>', ''):gsub(' colspan="%d+"', '')
  return html
end

local plain

local function read(html)
  local blocks = pandoc.read(still(html), 'html').blocks:walk(plain)
  return blocks:walk({ Div = function(div) return div.content end })
end

local function ours(div)
  if div.identifier ~= '' or #div.classes == 0 then return false end
  for _, class in ipairs(div.classes) do
    if not class:match('^bp%-') and not class:match('^column%-') then return false end
  end
  return true
end

-- Quarto holds in a span what it has yet to lay out, such as a shortcode.
local function quartos(span)
  for name in pairs(span.attributes) do
    if name:match('^__quarto') then return true end
  end
  return false
end

plain = {
  Link = function(link)
    if link.target:match('^data:') then return link.content end
    local suffix = SUFFIX[FORMAT]
    local target = suffix and link.target:gsub('%.qmd(#?)', '.' .. suffix .. '%1', 1) or link.target
    return pandoc.Link(link.content, target)
  end,
  Span = function(span) return not quartos(span) and span.content or nil end,
  Div = function(div) return ours(div) and div.content or nil end,
  RawBlock = function(raw) return raw.format == 'html' and read(raw.text) or nil end,
  RawInline = function(raw)
    return raw.format == 'html' and pandoc.utils.blocks_to_inlines(read(raw.text)) or nil
  end,
}

return FORMAT:match('html') and {} or { plain }
