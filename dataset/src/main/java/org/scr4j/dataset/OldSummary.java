package org.scr4j.dataset;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.scr4j.kvtree.KvTree;

/**
 * The summary of a checkpoint that SCR 1.1 or older wrote: {@code scr_summary.txt}, a text, up to
 * version 4, and a key-value file {@code summary.scr} of version 5. SCR 3.1 reads both, and cannot
 * restart from what they describe: they hold names of files without their directories.
 *
 * @param version 1 to 5
 * @param id the checkpoint's number
 * @param complete whether all of it is in the prefix
 * @param ranks number of ranks of the application
 * @param files the files of each rank, by rank
 */
public record OldSummary(int version, int id, boolean complete, int ranks, List<RankFiles> files) {

  private static final int VERSION_5 = 5;
  private static final int FIRST_WITH_CRC = 2;
  private static final int FIRST_WITH_COUNT = 3;

  /** A line is a name of a file and ten numbers. */
  private static final int LONGEST_LINE = 8192;

  /** Copies the list. */
  public OldSummary {
    files = List.copyOf(files);
  }

  /**
   * The summary in {@code tree}, of version 5.
   *
   * @param origin the file, named in errors
   * @throws DatasetException if it has another version, or not one checkpoint
   */
  public static OldSummary of(KvTree tree, Object origin) throws DatasetException {
    OptionalLong version = Trees.number(tree, "VERSION", origin);
    if (version.isEmpty() || version.getAsLong() != VERSION_5) {
      throw new DatasetException(
          origin + ": is a summary of version " + tree.value("VERSION").orElse("unknown"));
    }
    List<Trees.Numbered> checkpoints = Trees.numbered(tree, "CKPT");
    if (checkpoints.size() != 1) {
      throw new DatasetException(
          origin + ": describes " + checkpoints.size() + " checkpoints, not 1");
    }
    KvTree checkpoint = checkpoints.get(0).tree();
    Map<Integer, List<RankFiles.Item>> files = new TreeMap<>();
    for (Trees.Numbered rank : Trees.numbered(checkpoint, "RANK")) {
      List<RankFiles.Item> items = new ArrayList<>();
      for (KvTree.Entry file : rank.tree().get("FILE").orElseGet(KvTree::new).entries()) {
        items.add(
            new RankFiles.Item(
                file.key(),
                Trees.number(file.tree(), "SIZE", origin),
                Trees.crc(file.tree(), "CRC", origin)));
      }
      files.put(rank.number(), items);
    }
    OptionalInt ranks = checkpoint.value("RANKS").map(Trees::id).orElse(OptionalInt.empty());
    return new OldSummary(
        VERSION_5,
        checkpoints.get(0).number(),
        Trees.flag(checkpoint, "COMPLETE"),
        ranks.orElseThrow(() -> new DatasetException(origin + ": has no number of RANKS")),
        byRank(files));
  }

  private static List<RankFiles> byRank(Map<Integer, List<RankFiles.Item>> files) {
    return files.entrySet().stream()
        .map(entry -> new RankFiles(entry.getKey(), entry.getValue()))
        .toList();
  }

  /**
   * The summary in a text, of version 1 to 4.
   *
   * @param origin the file, named in errors
   * @throws DatasetException naming the line, if one makes no sense or contradicts another
   */
  public static OldSummary parse(Reader text, Object origin) throws IOException {
    return new Parser(new BufferedReader(text), origin).summary();
  }

  private static final class Parser {
    private final BufferedReader in;
    private final Object origin;
    private int line;

    Parser(BufferedReader in, Object origin) {
      this.in = in;
      this.origin = origin;
    }

    OldSummary summary() throws IOException {
      Optional<String> first = line();
      int version = 1;
      if (first.orElse("").startsWith("Version:")) {
        version = (int) number(first.get().substring("Version:".length()).strip(), 1, 4);
        if (version >= FIRST_WITH_COUNT) {
          line();
        }
        line();
      }
      Map<Integer, List<RankFiles.Item>> files = new TreeMap<>();
      boolean complete = true;
      long id = -1;
      long ranks = -1;
      for (Optional<String> record = line(); record.isPresent(); record = line()) {
        String[] words = record.get().strip().split("\\s+");
        int shift = version < FIRST_WITH_CRC ? 1 : 0;
        if (words.length != (version < FIRST_WITH_CRC ? 10 : 11)) {
          throw fault("has " + words.length + " columns");
        }
        long rank = number(words[0], 0, Integer.MAX_VALUE);
        ranks = same(ranks, number(words[2], 1, Integer.MAX_VALUE), "number of ranks");
        id = same(id, number(words[3 + shift], 0, Integer.MAX_VALUE), "checkpoint");
        complete &= number(words[4 + shift], 0, 1) == 1;
        long size = number(words[5 + shift], 0, Long.MAX_VALUE);
        files
            .computeIfAbsent((int) rank, none -> new ArrayList<>())
            .add(new RankFiles.Item(words[8 + shift], OptionalLong.of(size), crc(words)));
      }
      if (files.isEmpty()) {
        throw new DatasetException(origin + ": is a summary of no files");
      }
      return new OldSummary(version, (int) id, complete, (int) ranks, byRank(files));
    }

    private OptionalInt crc(String[] words) throws DatasetException {
      if (words.length < 11 || number(words[9], 0, 1) == 0) {
        return OptionalInt.empty();
      }
      try {
        return OptionalInt.of(Integer.parseUnsignedInt(words[10].replaceFirst("^0x", ""), 16));
      } catch (NumberFormatException e) {
        throw fault("has no CRC-32 in '" + words[10] + "'");
      }
    }

    private Optional<String> line() throws IOException {
      StringBuilder text = new StringBuilder();
      line++;
      int c = in.read();
      if (c < 0) {
        return Optional.empty();
      }
      for (; c >= 0 && c != '\n'; c = in.read()) {
        if (text.length() == LONGEST_LINE) {
          throw fault("is longer than " + LONGEST_LINE + " characters");
        }
        text.append((char) c);
      }
      return Optional.of(text.toString());
    }

    private long number(String text, long least, long most) throws DatasetException {
      try {
        long number = Long.parseLong(text);
        if (number >= least && number <= most) {
          return number;
        }
      } catch (NumberFormatException e) {
        throw fault("has '" + text + "' where a number belongs");
      }
      throw fault("has " + text + ", which is not " + least + " to " + most);
    }

    private long same(long before, long now, String what) throws DatasetException {
      if (before >= 0 && before != now) {
        throw fault("has another " + what + ": " + now + ", not " + before);
      }
      return now;
    }

    private DatasetException fault(String what) {
      return new DatasetException(origin + ": line " + line + " " + what);
    }
  }
}
