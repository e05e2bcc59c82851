-- After the citations: where the references stand, tables that scroll, links to the headings.
local report = dofile(pandoc.path.join { pandoc.path.directory(PANDOC_SCRIPT_FILE), "report.lua" })
local html = report.html

-- References that the page does not place itself stand at its end, under a heading.
local function place_references(doc)
  for i, block in ipairs(doc.blocks) do
    local before = doc.blocks[i - 1]
    if block.t == "Div" and block.identifier == "refs" and not (before and before.t == "Header") then
      doc.blocks:remove(i)
      if #block.content > 0 then
        doc.blocks:extend {
          html('<section class="quarto-appendix-contents" role="doc-bibliography" id="quarto-bibliography">'
            .. '<h2 class="quarto-appendix-heading">References</h2>'),
          block, html("</section>"),
        }
      end
      return doc
    end
  end
end

return {
  { Pandoc = place_references },
  {
    Table = function(tbl)
      return pandoc.Div({ tbl }, { class = "table-responsive" })
    end,
    Header = function(header)
      -- Pairs in a list, because a Lua table would give them in another order each time.
      local attributes = { { "aria-hidden", "true" }, { "tabindex", "-1" } }
      header.content:insert(pandoc.Link({}, "#" .. header.identifier, "",
        pandoc.Attr("", { "anchorjs-link" }, attributes)))
      return header
    end,
  },
}
