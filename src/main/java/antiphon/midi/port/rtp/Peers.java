package antiphon.midi.port.rtp;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Who is there, who is about to come, and who was there and is waited for. Not thread-safe. */
final class Peers {
  /** Also how many of those who have gone are remembered. */
  static final int MAX_HERE = 16;

  private final List<Peer> all = new ArrayList<>();

  int size() {
    return all.size();
  }

  Peer get(int index) {
    return all.get(index);
  }

  void add(Peer peer) {
    all.add(peer);
  }

  void remove(Peer peer) {
    all.remove(peer);
  }

  void clear() {
    all.clear();
  }

  int playing() {
    int count = 0;
    for (int i = 0; i < all.size(); i++) {
      count += all.get(i).isPlaying() ? 1 : 0;
    }
    return count;
  }

  /** The peer of an open session whose music comes from an address, or null. */
  Peer at(InetSocketAddress data) {
    for (int i = 0; i < all.size(); i++) {
      Peer peer = all.get(i);
      if (peer.isOpen() && data.equals(peer.data)) {
        return peer;
      }
    }
    return null;
  }

  /** The peer of an open session, by its number and the machine it is on, or null. */
  Peer known(int ssrc, InetSocketAddress from) {
    for (int i = 0; i < all.size(); i++) {
      Peer peer = all.get(i);
      if (peer.isOpen()
          && peer.ssrc == ssrc
          && peer.control.getAddress().equals(from.getAddress())) {
        return peer;
      }
    }
    return null;
  }

  /** Whether the one at an address is there or about to come. */
  boolean isHere(InetSocketAddress control) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).isHere() && all.get(i).control.equals(control)) {
        return true;
      }
    }
    return false;
  }

  /** Whether one more may come, from an address. */
  boolean hasRoom(InetSocketAddress control) {
    return all.stream().filter(peer -> peer.isHere() && !peer.control.equals(control)).count()
        < MAX_HERE;
  }

  /** One has invited on the control port, and is to do so on the other; instead of any before. */
  void expect(Peer peer) {
    all.removeIf(other -> other.state == Peer.State.EXPECTED && other.control.equals(peer.control));
    all.add(peer);
  }

  /** The one that was expected and now invites on the other port, or null; it is taken out. */
  Peer takeExpected(SessionPacket.Exchange invitation, InetSocketAddress from) {
    for (Peer peer : all) {
      if (peer.state == Peer.State.EXPECTED
          && peer.ssrc == invitation.ssrc()
          && peer.token == invitation.token()
          && peer.control.getAddress().equals(from.getAddress())) {
        all.remove(peer);
        return peer;
      }
    }
    return null;
  }

  /**
   * The one that has gone and now is back as another: the same session or place, else the same
   * name; null when there is none. It is taken out.
   */
  Peer takeBefore(Peer peer) {
    Peer before = null;
    for (Peer other : all) {
      boolean namesake = !peer.name.isEmpty() && other.name.equals(peer.name);
      if (!other.isHere() && (other.isSameAs(peer) || namesake && before == null)) {
        before = other;
      }
    }
    all.remove(before);
    return before;
  }

  /** Not all who have ever been there are waited for. */
  void forgetOldest() {
    if (all.stream().filter(peer -> !peer.isHere()).count() > MAX_HERE) {
      all.remove(all.stream().filter(peer -> !peer.isHere()).findFirst().orElseThrow());
    }
  }
}
