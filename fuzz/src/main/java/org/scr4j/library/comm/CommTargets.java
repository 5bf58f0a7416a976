package org.scr4j.library.comm;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.scr4j.fuzz.Holds;
import org.scr4j.fuzz.Input;
import org.scr4j.fuzz.Target;

/** What arrives from other ranks, and how a rank learns who it is. */
public final class CommTargets {

  private static final Credential SECRET = Credential.parse("5c".repeat(Credential.LENGTH));

  private CommTargets() {}

  /** All of them. */
  public static List<Target> all() {
    return List.of(
        new Target("frame", CommTargets::frame),
        new Target("link", CommTargets::link),
        new Target("greeting", CommTargets::greeting),
        new Target("roster", CommTargets::roster),
        new Target("bundle", CommTargets::bundle),
        new Target("mpi-place", CommTargets::place),
        new Target("credential", CommTargets::credential),
        new Target("rank-identity", CommTargets::identity));
  }

  private static void frame(Input input) throws Exception {
    ByteBuffer in = ByteBuffer.wrap(Arrays.copyOf(input.bytes(), Frame.HEAD));
    Optional<Frame> frame = Holds.orDocumented(CommunicationException.class, () -> Frame.get(in));
    if (frame.isPresent()) {
      ByteBuffer out = ByteBuffer.allocate(Frame.HEAD);
      frame.get().put(out);
      Holds.same(in.rewind(), out.flip());
      Holds.oneLine(frame.get().call().toString());
    }
  }

  private static EmbeddedChannel channel() {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.attr(Arrivals.KEY).set(new Arrivals());
    return channel;
  }

  /** Bytes of any length and cut on a connection whose greeting is over. */
  private static void link(Input input) {
    Sink sink = new Sink();
    EmbeddedChannel channel = channel();
    channel.pipeline().addLast(new Link(channel, 1, sink));
    byte[] bytes = input.rest().bytes();
    int cut = input.choice(bytes.length + 1);
    channel.writeInbound(Unpooled.wrappedBuffer(bytes, 0, cut));
    if (channel.isOpen()) {
      channel.writeInbound(Unpooled.wrappedBuffer(bytes, cut, bytes.length - cut));
    }
    channel.finishAndReleaseAll();
    Holds.that(sink.closed() == 1, "closed " + sink.closed() + " times");
    Holds.oneLine(sink.reason());
  }

  /** Nobody who does not know the secret is taken for a rank. */
  private static void greeting(Input input) {
    Sink sink = new Sink();
    Greeting.Context context = new Greeting.Context(0, 4, () -> SECRET, sink);
    boolean calling = input.choice(2) == 1;
    Greeting greeting =
        calling
            ? Greeting.calling(context, 1, sink::linked, Holds::oneLine)
            : Greeting.called(context, sink::linked, () -> {});
    EmbeddedChannel channel = channel();
    channel.pipeline().addLast(greeting);
    greeting.channelActive(channel.pipeline().context(greeting));
    channel.writeInbound(Unpooled.wrappedBuffer(input.rest().bytes()));
    channel.finishAndReleaseAll();
    Holds.that(sink.links() == 0, "a stranger is taken for a rank");
  }

  private static void roster(Input input) throws Exception {
    Optional<Roster> roster =
        Holds.orDocumented(CommunicationException.class, () -> Roster.decode(input.bytes()));
    if (roster.isPresent()) {
      Holds.same(roster.get(), Roster.decode(roster.get().encode()));
      for (Roster.Member member : roster.get().members()) {
        // Names would be looked up.
        if (member.host().matches("[0-9.]{7,15}")) {
          Holds.orDocumented(CommunicationException.class, member::address);
        }
      }
    }
  }

  private static void bundle(Input input) throws Exception {
    Optional<List<byte[]>> parts =
        Holds.orDocumented(CommunicationException.class, () -> Bundle.unpack(input.bytes()));
    parts.ifPresent(
        list ->
            Holds.that(
                Arrays.equals(input.bytes(), Bundle.pack(list)),
                "packed again, the bytes are others"));
  }

  private static void place(Input input) throws Exception {
    Optional<MpiPlace> place =
        Holds.orDocumented(CommunicationException.class, () -> MpiPlace.decode(input.bytes()));
    if (place.isPresent()) {
      Holds.same(place.get(), MpiPlace.decode(place.get().encode()));
    }
  }

  private static void credential(Input input) throws Exception {
    Optional<Credential> credential =
        Holds.orDocumented(IllegalArgumentException.class, () -> Credential.parse(input.text()));
    credential.ifPresent(secret -> Holds.same(input.text().toLowerCase(Locale.ROOT), secret.hex()));
  }

  private static void identity(Input input) throws Exception {
    Optional<RankIdentity> identity =
        Holds.orDocumented(
            CommunicationException.class, () -> RankIdentity.from(input.variables()));
    if (identity.isPresent()) {
      RankIdentity found = identity.get();
      Holds.that(found.rank() >= 0 && found.rank() < found.size(), "no rank " + found);
      Holds.that(
          found.step().matches("[A-Za-z0-9_-][A-Za-z0-9._-]*"), "a step leads elsewhere: " + found);
    }
  }
}
