-- Ardour without its face: records what a JACK port plays.
-- Arguments: folder of a new session, port, seconds
local folder, source, seconds = arg[1], arg[2], tonumber(arg[3])
AudioEngine:set_backend("JACK", "ardour", "")
assert(create_session(folder, "take", 48000))
local one = ARDOUR.ChanCount(ARDOUR.DataType("midi"), 1)
local tracks = Session:new_midi_track(
  one, one, true, ARDOUR.PluginInfo(), nil, nil, 1, "take",
  ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, true)
for track in tracks:iter() do
  assert(track:input():midi(0):connect(source) == 0)
  track:rec_enable_control():set_value(1, PBD.GroupControlDisposition.NoGroup)
end
Session:maybe_enable_record(true)
Session:request_roll(ARDOUR.TransportRequestSource.TRS_UI)
print("recording")
sleep(seconds)
Session:request_stop(false, false, ARDOUR.TransportRequestSource.TRS_UI)
sleep(1)
Session:save_state("")
close_session()
print("done")
quit()
