package org.scr4j.dataset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.scr4j.kvtree.StateFiles;

/**
 * The event log of a prefix, {@code .scr/log}: text, one line an event, in the format of LLNL's
 * {@code scr_log.c}. Every line is one append, so that several processes can write. Line ends and
 * quotes in values are replaced by blanks and apostrophes: nobody can forge a line.
 */
public final class EventLog {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ROOT);

  private final Path path;
  private final Clock clock;
  private final String host;
  private final String jobId;

  /**
   * A log at {@code path}, which is made with the first line.
   *
   * @param clock gives the time and the time zone that lines are stamped in
   */
  public EventLog(Path path, Clock clock, String host, String jobId) {
    this.path = path;
    this.clock = clock;
    this.host = host;
    this.jobId = jobId;
  }

  /**
   * An event of a dataset or of the job.
   *
   * @param type such as {@code CHECKPOINT_START}, {@code NODE_FAIL}
   * @param note free text
   * @param dataset the dataset concerned
   * @param name its name
   * @param start when it began; now where absent
   * @param seconds how long it took
   */
  public record Event(
      String type,
      Optional<String> note,
      OptionalInt dataset,
      Optional<String> name,
      Optional<Instant> start,
      OptionalDouble seconds) {

    /** An event without more. */
    public static Event of(String type) {
      return new Event(
          type,
          Optional.empty(),
          OptionalInt.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalDouble.empty());
    }

    /** This event with a note. */
    public Event withNote(String text) {
      return new Event(type, Optional.of(text), dataset, name, start, seconds);
    }

    /** This event, of a dataset. */
    public Event withDataset(int id, String called) {
      return new Event(type, note, OptionalInt.of(id), Optional.of(called), start, seconds);
    }

    /** This event with its duration. */
    public Event withSeconds(double took) {
      return new Event(type, note, dataset, name, start, OptionalDouble.of(took));
    }
  }

  /**
   * Files that moved.
   *
   * @param type such as {@code FLUSH_SYNC}, {@code FETCH}, {@code ENCODE}
   * @param from where they were
   * @param to where they went
   * @param dataset the dataset concerned
   * @param name its name
   * @param start when it began; now where absent
   * @param seconds how long it took
   * @param bytes how much it was
   * @param files how many files
   */
  public record Transfer(
      String type,
      Optional<String> from,
      Optional<String> to,
      OptionalInt dataset,
      Optional<String> name,
      Optional<Instant> start,
      OptionalDouble seconds,
      OptionalDouble bytes,
      OptionalLong files) {}

  /** The start of a run. */
  public void start(int processes, int nodes) throws IOException {
    Line line = new Line(clock.instant(), "event", "START");
    line.plain("procs", processes).plain("nodes", nodes);
    append(line);
  }

  /** That the job halts, and why. */
  public void halt(String reason) throws IOException {
    append(Event.of("HALT").withNote(reason));
  }

  /** An event. */
  public void append(Event event) throws IOException {
    Line line = new Line(event.start().orElseGet(clock::instant), "event", event.type());
    event.note().ifPresent(note -> line.quoted("note", note));
    event.dataset().ifPresent(id -> line.plain("dset", id));
    event.name().ifPresent(name -> line.quoted("name", name));
    event.seconds().ifPresent(took -> line.decimal("secs", took));
    append(line);
  }

  /** A transfer. */
  public void append(Transfer transfer) throws IOException {
    Line line = new Line(transfer.start().orElseGet(clock::instant), "xfer", transfer.type());
    transfer.from().ifPresent(from -> line.plain("from", from));
    transfer.to().ifPresent(to -> line.plain("to", to));
    transfer.dataset().ifPresent(id -> line.plain("dset", id));
    transfer.name().ifPresent(name -> line.quoted("name", name));
    transfer.seconds().ifPresent(took -> line.decimal("secs", took));
    transfer.bytes().ifPresent(bytes -> line.decimal("bytes", bytes));
    transfer.files().ifPresent(files -> line.plain("files", files));
    append(line);
  }

  private void append(Line line) throws IOException {
    Files.createDirectories(path.toAbsolutePath().getParent());
    ByteBuffer bytes = ByteBuffer.wrap(line.end().getBytes(StandardCharsets.UTF_8));
    try (FileChannel channel =
        FileChannel.open(
            path,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw StateFiles.named(path, e);
    }
  }

  private final class Line {
    private final StringBuilder text = new StringBuilder();

    Line(Instant when, String kind, String type) {
      text.append(TIME.format(LocalDateTime.ofInstant(when, clock.getZone()))).append(':');
      text.append(" host=").append(clean(host));
      plain("jobid", jobId).plain(kind, type);
    }

    Line plain(String key, Object value) {
      text.append(", ").append(key).append('=').append(clean(value.toString()));
      return this;
    }

    Line quoted(String key, String value) {
      text.append(", ").append(key).append("=\"").append(clean(value)).append('"');
      return this;
    }

    Line decimal(String key, double value) {
      return plain(key, String.format(Locale.ROOT, "%f", value));
    }

    String end() {
      return text.append('\n').toString();
    }

    private String clean(String value) {
      return value.replaceAll("\\p{Cc}", " ").replace('"', '\'');
    }
  }
}
