package org.scr4j.dataset;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import org.scr4j.dataset.describe.DescriptionText;
import org.scr4j.dataset.describe.FileDescriber;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.KvTreeCodec;
import org.scr4j.kvtree.KvTreeLimits;
import org.scr4j.kvtree.KvTreePrinter;
import org.scr4j.kvtree.LockKind;
import org.scr4j.kvtree.StateFiles;
import org.scr4j.redundancy.RedsetFile;
import org.scr4j.testkit.Mutations;

/**
 * Gives wrong files to every reader; runs in a JVM of its own, with little memory. A reader answers
 * or throws an {@link IOException}; anything else ends the run with the number of the mutation,
 * which alone makes it happen again.
 */
final class MutationRun {

  /** A reader and the files that it reads anyway; all of them get every file now and then. */
  private record Reader(String files, Reading reading) {}

  private interface Reading {
    void read(Path file) throws IOException;
  }

  private static final int EVERYTHING = 40;

  private final Path prefix;
  private final PrefixLayout layout;
  private final StateFiles files = new StateFiles(LockKind.NONE, warning -> {});
  private final Map<Path, byte[]> sound = new TreeMap<>();
  private final List<Reader> readers;
  private long answers;
  private long faults;

  private MutationRun(Path prefix) throws IOException {
    this.prefix = prefix;
    this.layout = new PrefixLayout(prefix);
    this.readers = readers();
    for (Map.Entry<String, String> file : new TreeMap<>(GoldenFiles.TREES).entrySet()) {
      add(file.getKey(), GoldenFiles.bytes(file.getValue()));
    }
    add("rank2file.0.3", leafBehindOtherBytes());
    add("log", GoldenFiles.EVENT_LOG.getBytes(StandardCharsets.UTF_8));
    add("old/scr_summary.txt", GoldenFiles.SUMMARY_4.getBytes(StandardCharsets.UTF_8));
    add("filemap_1", KvTreeCodec.toFile(manyFiles()));
  }

  private static byte[] leafBehindOtherBytes() {
    byte[] leaf = GoldenFiles.bytes(GoldenFiles.RANK_TO_FILE_0_3);
    byte[] file = new byte[leaf.length + 16];
    System.arraycopy(leaf, 0, file, 16, leaf.length);
    return file;
  }

  private static KvTree manyFiles() throws IOException {
    byte[] one = GoldenFiles.bytes(GoldenFiles.FILE_MAP);
    FileMap map = FileMap.of(KvTreeCodec.fromFile(one, KvTreeLimits.DEFAULT).tree());
    FileMeta meta = map.files().get(0).meta();
    for (int i = 0; i < 30; i++) {
      map = map.with("/dev/shm/file." + i, meta);
    }
    return map.tree();
  }

  /** Puts a sound file where SCR would: those of the whole prefix in .scr, others below it. */
  private void add(String name, byte[] bytes) throws IOException {
    boolean ofPrefix =
        List.of("index.scr", "flush.scr", "halt.scr", "nodes.scr", "log").contains(name);
    Path file = (ofPrefix ? layout.scrDir() : layout.datasetDir(2)).resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    sound.put(file, bytes);
  }

  private List<Reader> readers() {
    Clock clock = Clock.fixed(Instant.ofEpochSecond(1795345674), ZoneOffset.UTC);
    FileDescriber describer = new FileDescriber(clock);
    RankToFile map = new RankToFile(files, layout.rankToFile(2));
    IndexFile index = new IndexFile(files, layout, clock, warning -> {});
    return List.of(
        new Reader(".*", file -> DescriptionText.of(describer.describe(file))),
        new Reader(".*", MutationRun::codec),
        new Reader(
            "cindex.*", file -> CacheIndex.read(files, file).ifPresent(CacheIndex::datasets)),
        new Reader("filemap.*", file -> FileMap.read(files, file).ifPresent(MutationRun::all)),
        new Reader("flush.*", file -> all(new FlushFile(files, file).read())),
        new Reader("halt.*", file -> all(new HaltFile(files, file).read())),
        new Reader("nodes.*", file -> new NodesFile(files, file).read()),
        new Reader("summary.*", file -> Summary.read(files, file).ifPresent(Summary::tree)),
        new Reader("index.*", file -> index.read().ifPresent(MutationRun::all)),
        new Reader(".*redset", RedsetFile::read),
        new Reader("rank2file.*", file -> map.forEach(rank -> {})),
        new Reader("rank2file.*", file -> map.rank(4)),
        new Reader("rank2file.*", file -> describer.describe(layout.rankToFile(2))),
        new Reader("rank_.*", file -> TransferState.read(files, file).ifPresent(MutationRun::all)),
        new Reader(
            "transfer.*", file -> TransferFile.read(files, file).ifPresent(MutationRun::all)),
        new Reader("scr_summary.*", MutationRun::oldSummary),
        new Reader("", file -> new Verifier(files, layout, 4096, 1).glance(2).good()));
  }

  /** What is read is what the bytes say: written again it is the same. */
  private static void codec(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    KvTreeCodec.Framed framed = KvTreeCodec.fromFile(bytes, KvTreeLimits.DEFAULT);
    KvTreePrinter.tree(framed.tree());
    KvTreePrinter.keyval(framed.tree());
    byte[] packed = KvTreeCodec.pack(framed.tree());
    byte[] stored = Arrays.copyOfRange(bytes, KvTreeCodec.HEADER_BYTES, 20 + packed.length);
    if (!Arrays.equals(packed, stored)) {
      throw new IllegalStateException("the tree that was read is another");
    }
  }

  private static void all(FileMap map) {
    map.bytes();
    for (FileMap.Entry entry : map.files()) {
      FileMeta meta = entry.meta();
      List.of(meta.ranks(), meta.bytes(), meta.crc(), meta.mode(), meta.uid(), meta.gid());
      List.of(meta.accessed(), meta.modified(), meta.original(), meta.directory(), meta.name());
    }
  }

  private static void all(FlushState state) {
    state.datasets().forEach(entry -> state.needsFlush(entry.id()));
    state.outputs(OptionalInt.of(3));
    state.checkpoints(OptionalInt.empty());
  }

  private static void all(HaltConditions halt) {
    halt.active(Instant.EPOCH, Optional.of(Instant.MAX));
    halt.activeInApplication(Instant.now(), Optional.empty());
    halt.warnings();
  }

  private static void all(DatasetIndex index) {
    index.datasets().forEach(entry -> index.dataset(entry.name()));
    index.newestValid(OptionalInt.empty());
    index.latestCheckpoint();
    index.without("ckpt.2").withoutLaterThan(1).tree();
  }

  private static void all(TransferState state) {
    List.of(state.name(), state.method(), state.stage(), state.status());
    state.files().forEach(TransferState.Item::finalDestination);
  }

  private static void all(TransferFile orders) {
    List.of(orders.files(), orders.bandwidth(), orders.percent(), orders.command());
  }

  private static void oldSummary(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    OldSummary.parse(new StringReader(text), file);
  }

  /** Makes mutation {@code number}, lets the readers have it, and puts the sound file back. */
  private void mutate(long number) throws IOException {
    Random random = new Random(number * 0x9E3779B97F4A7C15L);
    List<Path> names = new ArrayList<>(sound.keySet());
    Path file = names.get(random.nextInt(names.size()));
    byte[] wrong = new Mutations(random, List.copyOf(sound.values())).of(sound.get(file));
    Files.write(file, wrong);
    for (Reader reader : readers) {
      if (number % EVERYTHING == 0 || file.getFileName().toString().matches(reader.files())) {
        try {
          reader.reading().read(file);
          answers++;
        } catch (IOException e) {
          faults++;
          if (e.getMessage() == null) {
            throw new IllegalStateException("an error without a word", e);
          }
        }
      }
    }
    Files.write(file, sound.get(file));
  }

  /**
   * Arguments: an empty directory, the first mutation, and how many.
   *
   * <p>Prints answers, errors, and the most memory that the process had, in KiB.
   */
  public static void main(String[] arguments) throws IOException {
    MutationRun run = new MutationRun(Path.of(arguments[0]));
    long first = Long.parseLong(arguments[1]);
    long count = Long.parseLong(arguments[2]);
    for (long number = first; number < first + count; number++) {
      try {
        run.mutate(number);
      } catch (RuntimeException | Error e) {
        System.out.println("mutation " + number + " in " + run.prefix + ": " + e);
        e.printStackTrace(System.out);
        System.exit(1);
      }
    }
    System.out.println(run.answers + " " + run.faults + " " + mostMemory());
  }

  private static long mostMemory() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElse(0);
  }
}
