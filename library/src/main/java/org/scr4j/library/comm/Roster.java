package org.scr4j.library.comm;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Where the ranks are, by rank. */
record Roster(List<Member> members) {

  private static final int LAST_PORT = 65535;

  /**
   * One rank's place.
   *
   * @param host the address in digits
   */
  record Member(String node, String host, int port) {

    static Member at(String node, InetSocketAddress address) {
      return new Member(node, address.getAddress().getHostAddress(), address.getPort());
    }

    boolean isSound() {
      return port >= 0 && port <= LAST_PORT;
    }

    InetSocketAddress address() {
      try {
        return new InetSocketAddress(InetAddress.getByName(host), port);
      } catch (IOException e) {
        throw new CommunicationException("no address: " + host, e);
      }
    }
  }

  Roster {
    members = List.copyOf(members);
  }

  List<String> nodes() {
    return members.stream().map(Member::node).toList();
  }

  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(members.size());
      for (Member member : members) {
        out.writeUTF(member.node());
        out.writeUTF(member.host());
        out.writeInt(member.port());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * What {@link #encode} wrote.
   *
   * @throws CommunicationException if it is something else
   */
  static Roster decode(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int size = in.readInt();
      List<Member> members = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        members.add(new Member(in.readUTF(), in.readUTF(), in.readInt()));
      }
      if (size < 0 || in.read() >= 0 || members.stream().anyMatch(one -> !one.isSound())) {
        throw new CommunicationException("a table of ranks makes no sense");
      }
      return new Roster(members);
    } catch (IOException e) {
      throw new CommunicationException("a table of ranks is cut short", e);
    }
  }
}
