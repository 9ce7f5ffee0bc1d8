package antiphon.midi.port.javasound;

import antiphon.midi.port.HeldKeys;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.OpenPorts;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortException;
import antiphon.midi.port.PortInfo;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.PortPlan;
import antiphon.midi.port.PortRule;
import antiphon.music.time.Clock;
import antiphon.thread.EnduringExecutor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import javax.sound.midi.MidiDevice;
import javax.sound.midi.MidiUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The devices that a plan asks for, as they come and go. One thread looks at the list of devices
 * four times a second, since javax.sound.midi says nothing of changes: it opens what has come,
 * releases what was held by what has gone, and tries again what another program has. Sending
 * allocates: the interface of javax.sound.midi takes an object a message.
 */
final class JavaSoundPorts implements OpenPorts {
  private static final Logger LOG = LoggerFactory.getLogger(JavaSoundPorts.class);
  private static final long LOOK_MS = 250;
  private static final long CLOSE_TIMEOUT_MS = 1_500;
  private static final Outlet[] NONE = {};

  private static final String GONE = "it is not there any more";
  private static final String FAILS = "it takes no messages";
  private static final String BUSY = "it cannot be opened; is another program using it?";

  private final DeviceList devices;
  private final PortPlan plan;
  private final MidiReceiver receiver;
  private final PortListener listener;
  private final Clock clock;

  /** What a process before this one left sounding at each output; under the monitor. */
  private final HeldKeys[] inherited;

  /** In the order in which they were first seen. Touched on one thread at a time. */
  private final List<Place> places = new ArrayList<>();

  private final ScheduledExecutorService watcher = new EnduringExecutor("antiphon-javasound");

  private volatile Outlet[] outlets = NONE;
  private volatile List<String> inputs = List.of();
  private volatile List<String> outputs = List.of();

  private JavaSoundPorts(
      DeviceList devices,
      PortPlan plan,
      MidiReceiver receiver,
      PortListener listener,
      Clock clock) {
    this.devices = devices;
    this.plan = plan;
    this.receiver = receiver;
    this.listener = listener;
    this.clock = clock;
    inherited = new HeldKeys[plan.outputs().size()];
    Arrays.setAll(inherited, output -> new HeldKeys());
  }

  /**
   * Opens what is there.
   *
   * @throws PortException when a device that is asked for by name cannot be opened, and is not
   *     waited for
   */
  static JavaSoundPorts open(
      DeviceList devices, PortPlan plan, MidiReceiver receiver, PortListener listener, Clock clock)
      throws PortException {
    JavaSoundPorts ports = new JavaSoundPorts(devices, plan, receiver, listener, clock);
    ports.look(devices.read());
    if (!plan.waitForPorts()) {
      for (Place place : ports.places) {
        if (!place.isOpen() && plan.asks(place.info())) {
          ports.close();
          throw new PortException("MIDI port '" + place.name() + "': " + BUSY);
        }
      }
    }
    ports.tellBusy();
    ports.watcher.scheduleWithFixedDelay(ports::lookAgain, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
    return ports;
  }

  @Override
  public void send(int message, long deadlineNs) {
    int port = MidiMessages.port(message);
    for (Outlet outlet : outlets) {
      if (outlet.plays(port) && !outlet.send(message)) {
        listener.counted(PortCount.REFUSED, 1);
      }
    }
  }

  @Override
  public synchronized void inherit(int output, HeldKeys keys, long nowNs) {
    inherited[output].add(keys);
    for (Place place : places) {
      if (!place.isOpen() && place.playsTo(output)) {
        place.owe(keys);
      }
    }
    OpenPorts.super.inherit(output, keys, nowNs);
  }

  @Override
  public List<String> inputs() {
    return inputs;
  }

  @Override
  public List<String> outputs() {
    return outputs;
  }

  @Override
  public void close() {
    outlets = NONE;
    watcher.shutdown();
    try {
      if (!watcher.awaitTermination(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
        watcher.shutdownNow(); // it hangs in a driver, and ends with the process
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Place place : places) {
      if (place.isOpen()) {
        place.device().close();
      }
    }
    places.clear();
  }

  private void lookAgain() {
    try {
      look(devices.read());
      tellBusy();
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.debug("the list of devices cannot be read now", e);
    }
  }

  /** Lets go of what has gone, and opens what is there and is not open. */
  private synchronized void look(List<DeviceList.Device> listed) {
    List<DeviceList.Device> unused = new ArrayList<>(listed);
    unused.removeIf(device -> portsFor(device) == 0);
    List<Place> failed = end(place -> place.isDead() && isListed(place, unused), FAILS);
    List<Place> gone = end(place -> !isListed(place, unused), GONE);
    if (!gone.isEmpty()) {
      endTwins(gone);
    }
    List<Place> waiting = new ArrayList<>(places);
    waiting.removeIf(place -> place.isOpen() || failed.contains(place));
    unused.removeIf(
        device ->
            places.stream().anyMatch(place -> place.device() == device.device())
                || failed.stream().anyMatch(place -> place.isExactly(device)));
    fill(waiting, unused, Place::isSame);
    fill(waiting, unused, Place::isExactly);
    fill(waiting, unused, Place::isLike);
    for (DeviceList.Device device : unused) {
      Place place = new Place(portsFor(device), device.info());
      for (int output = 0; output < inherited.length; output++) {
        if (place.playsTo(output)) {
          place.owe(inherited[output]);
        }
      }
      places.add(place);
      open(place, device);
    }
    publish();
  }

  /** Ends the open places of a kind, and says so. */
  private List<Place> end(Predicate<Place> which, String reason) {
    List<Place> ended =
        places.stream().filter(place -> place.isOpen() && which.test(place)).toList();
    for (Place place : ended) {
      MidiDevice device = place.end();
      miss(place, reason);
      device.close();
    }
    return ended;
  }

  /**
   * Of devices with one name a provider cannot tell which has gone, and may keep the wrong one: the
   * others of that name are closed as well, to be opened at once.
   */
  private void endTwins(List<Place> gone) {
    for (Place place : places) {
      boolean twin =
          place.isOpen()
              && gone.stream()
                  .anyMatch(
                      other ->
                          other.direction() == place.direction()
                              && other.name().equals(place.name()));
      if (twin) {
        place.end().close();
      }
    }
  }

  /** Opens the devices that belong to places, each the first that fits. */
  private void fill(
      List<Place> waiting,
      List<DeviceList.Device> unused,
      BiPredicate<Place, DeviceList.Device> belongs) {
    for (Iterator<Place> left = waiting.iterator(); left.hasNext(); ) {
      Place place = left.next();
      Optional<DeviceList.Device> found =
          unused.stream().filter(device -> belongs.test(place, device)).findFirst();
      if (found.isPresent()) {
        left.remove();
        unused.remove(found.get());
        open(place, found.get());
      }
    }
  }

  private void open(Place place, DeviceList.Device device) {
    try {
      place.open(device, receiver, listener, clock);
    } catch (MidiUnavailableException | RuntimeException e) {
      LOG.debug("{} cannot be opened now", place.name(), e);
      return;
    }
    if (place.missed()) {
      int missed = missed(place);
      place.setMissed(false);
      if (missed(place) < missed) {
        listener.found(place.name());
      }
    }
  }

  private void miss(Place place, String reason) {
    int missed = missed(place);
    place.setMissed(true);
    if (missed(place) > missed) {
      listener.lost(place.name(), reason);
    }
  }

  /**
   * How many devices of a place's name are missed: the input and the output of one box, which go
   * and come together, are one.
   */
  private int missed(Place place) {
    int most = 0;
    for (PortInfo.Direction direction : PortInfo.Direction.values()) {
      int count = 0;
      for (Place other : places) {
        count += other.missed() && other.isNamed(place, direction) ? 1 : 0;
      }
      most = Math.max(most, count);
    }
    return most;
  }

  /** Says of each device that is there and cannot be opened that it is waited for, once. */
  private void tellBusy() {
    for (Place place : places) {
      if (!place.isOpen() && !place.missed()) {
        miss(place, BUSY);
      }
    }
  }

  private void publish() {
    inputs = openNames(PortInfo.Direction.IN);
    outputs = openNames(PortInfo.Direction.OUT);
    outlets = places.stream().map(Place::outlet).filter(Objects::nonNull).toArray(Outlet[]::new);
  }

  private List<String> openNames(PortInfo.Direction direction) {
    return places.stream()
        .filter(place -> place.isOpen() && place.direction() == direction)
        .map(Place::name)
        .toList();
  }

  private static boolean isListed(Place place, List<DeviceList.Device> devices) {
    return devices.stream().anyMatch(device -> device.device() == place.device());
  }

  /** Set of Antiphon's own ports that a device is connected to, as bits. */
  private int portsFor(DeviceList.Device device) {
    if (CoreMidi4j.isOwn(device.device(), plan)) {
      return 0;
    }
    boolean unasked =
        device.info().direction() == PortInfo.Direction.IN
            && plan.inputs().stream().allMatch(rule -> rule.patterns().isEmpty());
    return unasked ? 1 : asked(device.info());
  }

  private int asked(PortInfo info) {
    List<PortRule> rules = plan.of(info.direction());
    int ports = 0;
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).asks(info.name())) {
        ports |= 1 << i;
      }
    }
    return ports;
  }
}
