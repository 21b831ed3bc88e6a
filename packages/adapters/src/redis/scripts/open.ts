/** Opening. In: version of the data that this package writes. Out: version found, number of the store, time. */
export const openData = String.raw`
local version = arg()
call('HSETNX', P .. 'about', 'version', version)
local found = call('HGET', P .. 'about', 'version')
return { nowText, '', found, call('HINCRBY', P .. 'about', 'stores', 1) }
`;
