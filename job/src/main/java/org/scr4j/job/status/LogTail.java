package org.scr4j.job.status;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What went wrong, by the end of an event log ({@code .scr/log}, see {@link
 * org.scr4j.dataset.EventLog}). Only the last part of a long log is read.
 */
final class LogTail {

  private static final int MOST_BYTES = 1 << 18;
  private static final int MOST_MATCHED = 4096;
  private static final Pattern LINE =
      Pattern.compile("(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d): (.*)");
  private static final Pattern EVENT = Pattern.compile("(?:^|, )event=([A-Z_]{1,40})(?:,|$)");
  private static final Pattern JOB = Pattern.compile("(?:^|, )jobid=([^,]*)(?:,|$)");
  private static final Pattern NOTE = Pattern.compile(", note=\"([^\"]*)\"");
  private static final Pattern NAME = Pattern.compile(", name=\"([^\"]*)\"");

  private LogTail() {}

  /**
   * Failures that {@code log} tells of, oldest first.
   *
   * @param jobId of which allocation; of all where there is none
   * @param zone that the log's times are in
   */
  static List<Failure> failures(Path log, Optional<String> jobId, ZoneId zone) throws IOException {
    List<Failure> found = new ArrayList<>();
    for (String line : tail(log).lines().toList()) {
      Matcher parts =
          LINE.matcher(line.length() > MOST_MATCHED ? line.substring(0, MOST_MATCHED) : line);
      if (parts.matches() && mine(parts.group(2), jobId)) {
        what(parts.group(2))
            .ifPresent(text -> found.add(new Failure(time(parts.group(1), zone), text)));
      }
    }
    return found;
  }

  private static boolean mine(String fields, Optional<String> jobId) {
    return jobId.isEmpty() || first(JOB, fields).equals(jobId);
  }

  private static Optional<String> what(String fields) {
    String event = first(EVENT, fields).orElse("");
    if (!event.equals("NODE_FAIL") && !event.endsWith("_FAIL") && !event.equals("HALT")) {
      return Optional.empty();
    }
    String about = first(NAME, fields).map(name -> " " + name).orElse("");
    return Optional.of(event + about + first(NOTE, fields).map(note -> ": " + note).orElse(""));
  }

  private static Optional<String> first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static Optional<java.time.Instant> time(String text, ZoneId zone) {
    try {
      return Optional.of(LocalDateTime.parse(text).atZone(zone).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static String tail(Path log) throws IOException {
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
      long from = Math.max(0, channel.size() - MOST_BYTES);
      ByteBuffer bytes = ByteBuffer.allocate((int) (channel.size() - from));
      while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {}
      String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
      // The first line of a part may be cut.
      return from == 0 ? text : text.substring(text.indexOf('\n') + 1);
    } catch (NoSuchFileException e) {
      return "";
    }
  }
}
