-- SPDX-License-Identifier: GPL-2.0-only
-- The pandoc filter of the weave: chunks get a head that says what they are and
-- links them to their neighbours, and a cross reference to a stop goes to the
-- page that has it. What there is to know stands in book.lua (see weave.c).

local book, page

local function escape(s)
  return (s:gsub('[&<>"]', { ['&'] = '&amp;', ['<'] = '&lt;', ['>'] = '&gt;',
                             ['"'] = '&quot;' }))
end

local function link(href, text, class)
  return string.format('<a class="%s" href="%s">%s</a>', class, escape(href), text)
end

-- A chunk's name; [[code]] in it is code.
local function name(s)
  return '&#171;' .. escape(s):gsub('%[%[(.-)%]%]', '<code>%1</code>') .. '&#187;'
end

local function head(part)
  local out = {}
  local function add(s) out[#out + 1] = s end

  add(link('#' .. part.id, name(part.name), 'name'))
  add(part.nth > 1 and '+&#8801;' or '&#8801;')
  if not part.root then
    add('<span class="file">' .. escape(part.file) .. '</span>')
  end
  return table.concat(out, ' ')
end

local function foot(part)
  local out = {}
  local function add(s) out[#out + 1] = s end

  if part.total > 1 then
    local s = string.format('part %d of %d', part.nth, part.total)
    if part.previous then s = s .. ' ' .. link(part.previous, 'previous', 'part') end
    if part.next then s = s .. ' ' .. link(part.next, 'next', 'part') end
    add(s)
  end
  if #part.users > 0 then
    local users = {}
    for _, user in ipairs(part.users) do
      users[#users + 1] = link(user.href, user.tag .. ' ' .. name(user.name), 'user')
    end
    add('used in ' .. table.concat(users, ', '))
  end
  if #out == 0 then return '' end
  return '<p class="links">' .. table.concat(out, ' &#183; ') .. '</p>'
end

local function chunk(block)
  local part = book.parts[tonumber(block.attributes.part)]
  local tag = part.folded and 'details' or 'div'
  local caption = part.folded and 'summary' or 'p'
  local html = pandoc.RawBlock

  block.identifier = part.id .. '.L'    -- lines are found as ….L-1, ….L-2
  block.attributes.part = nil
  block.classes = { block.classes[1] }
  return {
    html('html', string.format('<%s class="chunk" id="%s"><%s class="head">%s</%s>',
                               tag, part.id, caption, head(part), caption)),
    block,
    html('html', foot(part) .. '</' .. tag .. '>'),
  }
end

local function reference(el)
  local tag = el.target:match('^#(%u:%d%d%d)$')
  local stop = tag and book.stops[tag]

  if not stop then return nil end
  if stop.page ~= page then el.target = stop.page .. '.html#' .. tag end
  if el.title == '' then el.title = tag .. ' ' .. stop.title end
  return el
end

-- "## G:033 Title": the tag is the heading's id, for ever.
local function stop(el)
  local first = el.content[1]
  local tag = el.level == 2 and first and first.t == 'Str' and first.text

  if not tag or not book.stops[tag] then return nil end
  el.identifier = tag
  el.classes = { 'stop' }
  el.content[1] = pandoc.Link({ pandoc.Str(tag) }, '#' .. tag, '', { class = 'tag' })
  return el
end

-- Figures are copied next to the pages; no page asks for anything from elsewhere.
local function figure(el)
  if el.src:match('^%w+:') or el.src:match('^//') then
    error('a figure from elsewhere: ' .. el.src)
  end
  el.src = el.src:gsub('^.*figures/', 'figures/')
  return el
end

local function setup(meta)
  local path = pandoc.utils.stringify(meta.book)

  book = dofile(path)
  page = pandoc.utils.stringify(meta.page)
  meta.book = nil
  return meta
end

return {
  { Meta = setup },
  {
    CodeBlock = function(block)
      if block.classes:includes('chunk') then return chunk(block) end
    end,
    Header = stop,
    Link = reference,
    Image = figure,
  },
}
