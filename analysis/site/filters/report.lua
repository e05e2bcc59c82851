-- Problems found by the filters travel in the document's metadata, as "needle<TAB>text".
-- The builder looks the needle up in the page's source to say on which line it stands.
local report = {}
local found = pandoc.List()

function report.add(needle, text)
  found:insert(pandoc.MetaInlines { pandoc.RawInline("html", needle .. "\t" .. text) })
end

function report.keep(meta)
  local before = meta["bp-problems"] or pandoc.List()
  meta["bp-problems"] = pandoc.MetaList(pandoc.List(before) .. found)
  return meta
end

function report.html(text)
  return pandoc.RawBlock("html", text)
end

function report.set(...)
  local set = {}
  for _, name in ipairs { ... } do set[name] = true end
  return set
end

return report
