-- Links each term of the glossary to its line there, where a page uses it first.
-- Under Quarto and the embedded renderer alike; the glossary itself says what its terms are.
-- reads: report/reference/glossary.qmd

local GLOSSARY = '/report/reference/glossary.qmd'
local APART = { Callout = true, FloatRefTarget = true } -- what Quarto has made of the three below
local root = PANDOC_SCRIPT_FILE:match('^(.*)report/theme/[^/]*$') or ''
local terms = {} -- first word -> list of { words = {...}, id = ... }, the longest first

local function words_of(text)
  local words = {}
  for word in text:lower():gmatch('%S+') do words[#words + 1] = word end
  return words
end

local function learn(name, id)
  local words = words_of(name)
  local known = terms[words[1]] or {}
  known[#known + 1] = { words = words, id = id }
  table.sort(known, function(one, other) return #one.words > #other.words end)
  terms[words[1]] = known
end

local function read_glossary()
  local file = io.open(root .. GLOSSARY:sub(2), 'r')
  if not file then return end
  for line in file:lines() do
    local name, id, more = line:match('^%[(.-)%]{#(term%-[%w-]+)(.-)}%s*$')
    if name then
      learn(name, id)
      for other in (more:match('aka="(.-)"') or ''):gmatch('[^;]+') do learn(other, id) end
    end
  end
  file:close()
end

-- The bare word of a Str and what follows it: "score," is score and a comma.
local function bare(inline)
  if inline.t ~= 'Str' then return nil end
  local word, tail = inline.text:match('^(.-)([.,;:!?)]*)$')
  return word:lower(), word, tail
end

-- How many inlines from `at` on say the term, and the text after it; nil where they do not.
local function said(inlines, at, words)
  local place, shown, tail = at, {}, ''
  for count, wanted in ipairs(words) do
    if tail ~= '' then return nil end
    local inline = inlines[place]
    if not inline then return nil end
    local lower, word, rest = bare(inline)
    if lower ~= wanted then return nil end
    shown[#shown + 1], tail = word, rest
    if count < #words then
      local gap = inlines[place + 1]
      if not gap or (gap.t ~= 'Space' and gap.t ~= 'SoftBreak') then return nil end
      place = place + 2
    end
  end
  return place - at + 1, table.concat(shown, ' '), tail
end

local linked = {}

local function term_at(inlines, at)
  local first = bare(inlines[at])
  for _, term in ipairs(first and terms[first] or {}) do
    local length, shown, tail = said(inlines, at, term.words)
    if length then return term.id, length, shown, tail end
  end
end

local function with_links(block)
  local out, at = pandoc.Inlines({}), 1
  while at <= #block.content do
    local id, length, shown, tail = term_at(block.content, at)
    if id and not linked[id] then
      linked[id] = true
      out:insert(pandoc.Link(shown, GLOSSARY .. '#' .. id, '', { class = 'term' }))
      if tail ~= '' then out:insert(pandoc.Str(tail)) end
      at = at + length
    else
      out:insert(block.content[at])
      at = at + 1
    end
  end
  block.content = out
  return block
end

function Pandoc(document)
  local title = pandoc.utils.stringify(document.meta.title or '')
  if title == 'Glossary' then return nil end
  read_glossary()
  return document:walk({
    traverse = 'topdown',
    Div = function(div)
      -- what stands in a figure, a table or a callout is left alone
      local apart = div.identifier:match('^fig%-') or div.identifier:match('^tbl%-')
        or APART[div.attributes['__quarto_custom_type']]
      for _, class in ipairs(div.classes) do apart = apart or class:match('^callout') end
      if apart then return div, false end
    end,
    Table = function(block) return block, false end,
    Header = function(block) return block, false end,
    Para = function(block) return with_links(block), false end,
  })
end
