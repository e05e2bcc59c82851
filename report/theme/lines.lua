-- Where lines may break: not between a number and its percent sign, and in a long name after its
-- dots, strokes and underscores, not in mid-word. Under Quarto and the embedded renderer alike.

local LONG = 12 -- letters of a name that a phone might have to break

local function parts_percent(number, gap, sign)
  return sign and (number.t == 'Math' or number.t == 'Str' and number.text:match('%d$'))
    and (gap.t == 'Space' or gap.t == 'SoftBreak')
    and sign.t == 'Str' and sign.text:match('^%%')
end

function Inlines(inlines)
  local out, at = pandoc.Inlines({}), 1
  while at <= #inlines do
    local held = inlines[at]
    if parts_percent(held, inlines[at + 1], inlines[at + 2]) then
      out:insert(held)
      held, at = pandoc.Str('\u{a0}' .. inlines[at + 2].text), at + 2
    end
    out:insert(held)
    at = at + 1
  end
  return out
end

function Code(code)
  local plain = not code.text:match('[%s<>&]') and #code.attr.classes == 0
  if not FORMAT:match('html') or not plain or #code.text < LONG then return nil end
  local name = code.text:gsub('[%._/]', '%0<wbr>')
  return pandoc.RawInline('html', '<code>' .. name .. '</code>')
end
