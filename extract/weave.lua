-- SPDX-License-Identifier: GPL-2.0-only
-- The pandoc filter of the weave. pandoc has the prose; what stands between it,
-- chunks above all, is left out here, and marked, for `book pages` to put in.

local function html(s) return pandoc.RawBlock('html', s) end

local function code(block)
  if block.classes:includes('chunk') then
    return html('<!--chunk ' .. block.attributes.part .. '-->')
  end
end

-- "## G:033 Title": the tag is the heading's id, for ever.
local function stop(el)
  local first = el.content[1]
  local tag = el.level == 2 and first and first.t == 'Str'
              and first.text:match('^%u:%d%d%d$')

  if not tag then return nil end
  el.identifier = tag
  el.classes = { 'stop' }
  el.content[1] = pandoc.Link({ pandoc.Str(tag) }, '#' .. tag, '', { class = 'tag' })
  return { el, html('<!--stop ' .. tag .. '-->') }
end

-- Figures are copied next to the pages; no page asks for anything from elsewhere.
local function figure(el)
  if el.src:match('^%w+:') or el.src:match('^//') then
    error('a figure from elsewhere: ' .. el.src)
  end
  el.src = el.src:gsub('^.*figures/', 'figures/')
  return el
end

-- "::: aside" is what its name says.
local function aside(el)
  if not el.classes:includes('aside') then return nil end
  local blocks = pandoc.List({ html('<aside>') })
  blocks:extend(el.content)
  blocks:insert(html('</aside>'))
  return blocks
end

return { { CodeBlock = code, Header = stop, Image = figure, Div = aside } }
