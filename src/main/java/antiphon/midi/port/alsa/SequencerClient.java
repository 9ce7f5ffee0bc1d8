package antiphon.midi.port.alsa;

import antiphon.midi.port.PortException;
import antiphon.midi.port.PortInfo;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.ArrayList;
import java.util.List;

/**
 * A client of the sequencer. The kernel takes calls of several threads; what {@code libasound}
 * keeps for a client is set up by one.
 */
final class SequencerClient implements AutoCloseable {
  static final int ANY = -1;

  private static final NativeLong ONE_FILE = new NativeLong(1);
  private static final int POLLFD_BYTES = 8;

  private final Pointer sequencer;
  private final int number;
  private final Memory pollFile = new Memory(POLLFD_BYTES);
  private final int file;

  private SequencerClient(Pointer sequencer) {
    this.sequencer = sequencer;
    number = Libasound.snd_seq_client_id(sequencer);
    pollFile.clear();
    Libasound.snd_seq_poll_descriptors(sequencer, pollFile, 1, Libc.POLLIN);
    file = pollFile.getInt(0);
  }

  /**
   * Opens a client; nothing that it does later blocks.
   *
   * @throws PortException when the sequencer cannot be opened
   */
  static SequencerClient open(String name) throws PortException {
    PointerByReference opened = new PointerByReference();
    require(
        Libasound.snd_seq_open(opened, "hw", Libasound.DUPLEX, Libasound.NON_BLOCKING),
        "the ALSA sequencer cannot be opened");
    SequencerClient client = new SequencerClient(opened.getValue());
    Libasound.snd_seq_set_client_name(client.sequencer, name);
    return client;
  }

  int number() {
    return number;
  }

  /** The sequencer's file, for reading and writing of events. */
  int file() {
    return file;
  }

  /** Waits until there is something to read; true when there is. */
  boolean awaitEvents(int timeoutMs) {
    return Libc.poll(pollFile, ONE_FILE, timeoutMs) > 0;
  }

  /** Makes room for as many events as the kernel allows, each way; before any has passed. */
  void widen() {
    NativeLong events = new NativeLong(Sequencer.POOL_EVENTS);
    Libasound.snd_seq_set_client_pool_output(sequencer, events);
    Libasound.snd_seq_set_client_pool_input(sequencer, events);
  }

  /**
   * Makes a queue and starts its clock.
   *
   * @return its number
   */
  int startQueue(String name) throws PortException {
    int queue =
        require(
            Libasound.snd_seq_alloc_named_queue(sequencer, name),
            "the ALSA sequencer gives no queue");
    require(
        Libasound.snd_seq_control_queue(sequencer, queue, Sequencer.START, 0, null),
        "the ALSA queue cannot be started");
    require(Libasound.snd_seq_drain_output(sequencer), "the ALSA queue cannot be started");
    return queue;
  }

  /**
   * Makes a port.
   *
   * @param wanted its number, or {@link #ANY} for the first that is free
   * @param capability what others may do with it
   * @param queue whose real time what comes in is stamped with
   * @return its number
   */
  int createPort(String name, int wanted, int capability, int queue) throws PortException {
    Pointer info = portInfo();
    try {
      Libasound.snd_seq_port_info_set_name(info, name);
      if (wanted != ANY) {
        Libasound.snd_seq_port_info_set_port(info, wanted);
        Libasound.snd_seq_port_info_set_port_specified(info, 1);
      }
      Libasound.snd_seq_port_info_set_capability(info, capability);
      Libasound.snd_seq_port_info_set_type(
          info, Sequencer.TYPE_MIDI | Sequencer.TYPE_SOFTWARE | Sequencer.TYPE_APPLICATION);
      Libasound.snd_seq_port_info_set_midi_channels(info, 16);
      Libasound.snd_seq_port_info_set_timestamping(info, 1);
      Libasound.snd_seq_port_info_set_timestamp_real(info, 1);
      Libasound.snd_seq_port_info_set_timestamp_queue(info, queue);
      require(Libasound.snd_seq_create_port(sequencer, info), "the ALSA sequencer gives no port");
      return Libasound.snd_seq_port_info_get_port(info);
    } finally {
      Libasound.snd_seq_port_info_free(info);
    }
  }

  /**
   * Subscribes another's port to be played by it.
   *
   * @return whether it is subscribed now; not when it is already, or has gone
   */
  boolean connectFrom(int ownPort, int address) {
    return Libasound.snd_seq_connect_from(
            sequencer, ownPort, Sequencer.client(address), Sequencer.port(address))
        >= 0;
  }

  /** Subscribes another's port to play to it; else as {@link #connectFrom}. */
  boolean connectTo(int ownPort, int address) {
    return Libasound.snd_seq_connect_to(
            sequencer, ownPort, Sequencer.client(address), Sequencer.port(address))
        >= 0;
  }

  /**
   * Takes the oldest subscription between two ports away.
   *
   * @return whether there was one
   */
  boolean disconnectFrom(int ownPort, int address) {
    return Libasound.snd_seq_disconnect_from(
            sequencer, ownPort, Sequencer.client(address), Sequencer.port(address))
        >= 0;
  }

  /** As {@link #disconnectFrom}, the other way. */
  boolean disconnectTo(int ownPort, int address) {
    return Libasound.snd_seq_disconnect_to(
            sequencer, ownPort, Sequencer.client(address), Sequencer.port(address))
        >= 0;
  }

  /** The clock of a queue, to be asked again and again. */
  QueueStatus queueStatus(int queue) {
    return new QueueStatus(queue);
  }

  /**
   * The ports of others, those of this client and of the kernel's own left out.
   *
   * @param pid a process whose clients are left out too
   */
  List<PortInfo> ports(long pid) {
    List<PortInfo> ports = new ArrayList<>();
    Pointer client = clientInfo();
    try {
      Libasound.snd_seq_client_info_set_client(client, -1);
      while (Libasound.snd_seq_query_next_client(sequencer, client) >= 0) {
        if (Libasound.snd_seq_client_info_get_pid(client) != pid) {
          addPorts(client, ports);
        }
      }
    } finally {
      Libasound.snd_seq_client_info_free(client);
    }
    return ports;
  }

  /** The ports of one client; none when it has gone. */
  List<PortInfo> portsOf(int clientNumber) {
    List<PortInfo> ports = new ArrayList<>();
    Pointer client = clientInfo();
    try {
      if (Libasound.snd_seq_get_any_client_info(sequencer, clientNumber, client) >= 0) {
        addPorts(client, ports);
      }
    } finally {
      Libasound.snd_seq_client_info_free(client);
    }
    return ports;
  }

  @Override
  public void close() {
    Libasound.snd_seq_close(sequencer);
  }

  private void addPorts(Pointer client, List<PortInfo> ports) {
    int clientNumber = Libasound.snd_seq_client_info_get_client(client);
    if (clientNumber == Sequencer.SYSTEM_CLIENT || clientNumber == number) {
      return;
    }
    String clientName = Libasound.snd_seq_client_info_get_name(client);
    boolean virtual = Libasound.snd_seq_client_info_get_type(client) == Sequencer.USER_CLIENT;
    Pointer port = portInfo();
    try {
      Libasound.snd_seq_port_info_set_client(port, clientNumber);
      Libasound.snd_seq_port_info_set_port(port, -1);
      while (Libasound.snd_seq_query_next_port(sequencer, port) >= 0) {
        int capability = Libasound.snd_seq_port_info_get_capability(port);
        String name = clientName + ":" + Libasound.snd_seq_port_info_get_name(port);
        String id =
            Sequencer.id(
                Sequencer.address(clientNumber, Libasound.snd_seq_port_info_get_port(port)));
        if (offers(capability, Sequencer.CAN_READ | Sequencer.CAN_SUBSCRIBE_READ)) {
          ports.add(new PortInfo(id, name, AlsaTransport.NAME, PortInfo.Direction.IN, virtual));
        }
        if (offers(capability, Sequencer.CAN_WRITE | Sequencer.CAN_SUBSCRIBE_WRITE)) {
          ports.add(new PortInfo(id, name, AlsaTransport.NAME, PortInfo.Direction.OUT, virtual));
        }
      }
    } finally {
      Libasound.snd_seq_port_info_free(port);
    }
  }

  private static boolean offers(int capability, int wanted) {
    return (capability & Sequencer.NO_EXPORT) == 0 && (capability & wanted) == wanted;
  }

  private static Pointer clientInfo() {
    PointerByReference info = new PointerByReference();
    if (Libasound.snd_seq_client_info_malloc(info) < 0) {
      throw new OutOfMemoryError("snd_seq_client_info_malloc");
    }
    return info.getValue();
  }

  private static Pointer portInfo() {
    PointerByReference info = new PointerByReference();
    if (Libasound.snd_seq_port_info_malloc(info) < 0) {
      throw new OutOfMemoryError("snd_seq_port_info_malloc");
    }
    return info.getValue();
  }

  private static int require(int result, String sentence) throws PortException {
    if (result < 0) {
      throw new PortException(sentence + ": " + Libasound.snd_strerror(result));
    }
    return result;
  }

  /** What a queue says of itself. Asking allocates nothing. Used by one thread at a time. */
  final class QueueStatus implements AutoCloseable {
    private static final int AT_NANOSECONDS = 4;

    private final int queue;
    private final Pointer status;
    private final Pointer realTime;

    private QueueStatus(int queue) {
      this.queue = queue;
      PointerByReference made = new PointerByReference();
      if (Libasound.snd_seq_queue_status_malloc(made) < 0) {
        throw new OutOfMemoryError("snd_seq_queue_status_malloc");
      }
      status = made.getValue();
      realTime = Libasound.snd_seq_queue_status_get_real_time(status);
    }

    /** Asks the kernel; the methods below then tell. */
    boolean ask() {
      return Libasound.snd_seq_get_queue_status(sequencer, queue, status) >= 0;
    }

    /** Nanoseconds since the queue began. */
    long realTimeNs() {
      return (realTime.getInt(0) & 0xffff_ffffL) * 1_000_000_000
          + (realTime.getInt(AT_NANOSECONDS) & 0xffff_ffffL);
    }

    /** Events that wait in the queue. */
    int events() {
      return Libasound.snd_seq_queue_status_get_events(status);
    }

    @Override
    public void close() {
      Libasound.snd_seq_queue_status_free(status);
    }
  }
}
