package org.scr4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scr4j.dataset.describe.DescriptionText;
import org.scr4j.dataset.describe.FileDescriber;
import org.scr4j.dataset.describe.FileDescription;
import org.scr4j.dataset.describe.StateFileType;
import org.scr4j.kvtree.CorruptTreeException;
import org.scr4j.kvtree.KvTree;

/** What {@code scr_print --describe} says of each type of file. */
class FileDescriptionTest {

  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneId.of("Europe/Berlin"));

  @TempDir Path directory;

  private final FileDescriber describer = new FileDescriber(NOON);

  @BeforeEach
  void filesOfEveryType() throws IOException {
    Files.createDirectories(directory.resolve("old"));
    for (Map.Entry<String, String> file : GoldenFiles.TREES.entrySet()) {
      byte[] bytes = GoldenFiles.bytes(file.getValue());
      Files.write(directory.resolve(file.getKey()), bytes);
    }
    byte[] behind = GoldenFiles.bytes("00000000000000000000000000000000");
    Path part = directory.resolve("rank2file.0.3");
    byte[] leaf = Files.readAllBytes(part);
    Files.write(part, behind);
    Files.write(part, leaf, StandardOpenOption.APPEND);
    Files.writeString(directory.resolve("log"), GoldenFiles.EVENT_LOG);
    Files.writeString(directory.resolve("scr_summary.txt"), GoldenFiles.SUMMARY_1);
  }

  private FileDescription describe(String name) throws IOException {
    return describer.describe(directory.resolve(name));
  }

  private String text(String name) throws IOException {
    return DescriptionText.of(describe(name));
  }

  @Test
  void everyTypeIsRecognisedByItsContentsAlone() throws IOException {
    for (String name : GoldenFiles.TREES.keySet()) {
      // A leaf that begins behind other bytes is for those who know the offset.
      if (!name.equals("rank2file.0.3")) {
        Path other = directory.resolve("some-file");
        Files.write(other, Files.readAllBytes(directory.resolve(name)));
        assertThat(describer.describe(other).type()).as(name).isEqualTo(describe(name).type());
      }
    }
    List<StateFileType> seen = new ArrayList<>(List.of(StateFileType.KEY_VALUE));
    for (String name : GoldenFiles.TREES.keySet()) {
      if (!name.equals("rank2file.0.3")) {
        seen.add(describe(name).type());
      }
    }
    seen.add(describe("log").type());
    seen.add(describe("scr_summary.txt").type());
    assertThat(seen).contains(StateFileType.values());
  }

  @Test
  void anEmptyTreeIsWhatItsNameSays() throws IOException {
    Reference.stateFiles().write(directory.resolve("filemap_3"), new KvTree());
    assertThat(text("filemap_3")).isEqualTo("file map: this rank has no files in the dataset\n");
    Reference.stateFiles().write(directory.resolve("halt.scr"), new KvTree());
    assertThat(text("halt.scr")).isEqualTo("halt file: no condition is set\n");
    Reference.stateFiles().write(directory.resolve("x"), new KvTree());
    assertThat(describe("x").type()).isEqualTo(StateFileType.KEY_VALUE);
  }

  @Test
  void cacheIndex() throws IOException {
    assertThat(text("cindex.scrinfo"))
        .isEqualTo(
            """
            cache index: 1 dataset in the cache of this node

              ID  NAME    KIND        COMPLETE  FILES  BYTES  FILES IN  DIRECTORY
               2  ckpt.2  checkpoint  yes           1      5  cache     /dev/shm/ann/scr.38/scr.dataset.2
            """);
  }

  @Test
  void fileMap() throws IOException {
    assertThat(text("filemap_0"))
        .startsWith("file map: 1 file, 5 bytes\n")
        .contains("/dev/shm/ann/scr.38/scr.dataset.2/a      5  0x3610a686  yes");
  }

  @Test
  void redundancyFiles() throws IOException {
    assertThat(text("reddesc.er.1.xor.grp_1_of_1.mem_2_of_2.redset"))
        .isEqualTo(
            """
            redundancy file: XOR redundancy of rank 1, member 2 of 2 in set 1 of 1
              scheme:                   XOR
              rank:                     1
              ranks of the job:         2
              set:                      1 of 1
              member:                   2 of 2
              members that may be lost: 1
              chunk:                    5
              redundancy bytes:         5

              RANK  MEMBER  PATH  BYTES
                 0       1  /c/a      5
                 1       2  /c/b      3
            """);
    assertThat(text("reddesc.er.1.redset")).contains("the places of 2 ranks");
    assertThat(text("reddesc.er.er"))
        .contains("the files of every rank on this node are protected");
    assertThat(text("reddesc.er.shuffile")).contains("2 files of 1 rank on this node");
  }

  @Test
  void aRedundancyFileThatIsCutShortIsAProblem() throws IOException {
    Path file = directory.resolve("reddesc.er.1.xor.grp_1_of_1.mem_2_of_2.redset");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    assertThat(describer.describe(file).problems())
        .singleElement()
        .asString()
        .contains("4 bytes of redundancy where 5 belong");
  }

  @Test
  void flushHaltAndNodes() throws IOException {
    assertThat(text("flush.scr"))
        .startsWith("flush file: 1 dataset, none not yet in the prefix directory\n")
        .contains("prefix directory and cache");
    assertThat(text("halt.scr"))
        .isEqualTo(
            """
            halt file: a job stops now: exit reason JOB_HALTED
              exit reason:          JOB_HALTED
              checkpoints left:     5
              exit before:          2030-03-17T18:46:40+01:00
              exit after:           2030-03-17T18:46:41+01:00
              seconds to keep free: 3600
            """);
    assertThat(text("nodes.scr")).startsWith("nodes file: the last run used 4 nodes\n");
  }

  @Test
  void indexAndSummaries() throws IOException {
    assertThat(text("index.scr"))
        .startsWith("index: 1 dataset in the prefix directory, 1 valid\n")
        .contains("current: ckpt.2")
        .contains("2  ckpt.2  yes    checkpoint  2026-11-22T11:08:29");
    assertThat(text("summary.scr"))
        .startsWith("summary: dataset 2 'ckpt.2', complete\n")
        .contains("created:    2026-11-22T12:07:54+01:00");
    assertThat(text("old/summary.scr"))
        .startsWith("summary of an old version: checkpoint 7 of 2 ranks, complete; SCR 3.1 cannot");
    assertThat(text("scr_summary.txt")).contains("version:  1").contains("a.ckpt");
  }

  @Test
  void rankToFileMap() throws IOException {
    assertThat(text("rank2file"))
        .isEqualTo(
            """
            rank-to-file map: 5 files of 5 ranks in 2 parts
              level:               2
              ranks:               5
              ranks with an entry: 5
              files:               5

              FIRST RANK  PART  OFFSET
                       0  .1.0       0
                       3  .1.3       0
            """);
    assertThat(text("rank2file.1.0")).contains("2 parts on the level below");
    assertThat(text("rank2file.0.2")).contains("a leaf: 2 files of 1 rank").contains("2  c/b2");
  }

  @Test
  void aMapWithoutItsPartsIsAProblem() throws IOException {
    Files.delete(directory.resolve("rank2file.0.2"));
    assertThat(text("rank2file"))
        .contains("not all of which can be read")
        .contains("problem: ")
        .contains("rank2file.0.2: missing part");
  }

  @Test
  void transfers() throws IOException {
    assertThat(text("rank_0.state_file"))
        .startsWith("transfer state: a transfer of 2 files, dispatched: on its way\n")
        .contains("/c/a    /p/run/c2/a  copied");
    assertThat(text("transfer.scrinfo")).contains("1 file to transfer").contains("RUNNING");
  }

  @Test
  void eventLog() throws IOException {
    assertThat(text("log"))
        .startsWith("event log: 4 events of 2 jobs, 2026-11-22T11:07:54 to 2026-11-22T11:07:59\n")
        .contains("event START                 2")
        .contains("transfer WRITE              1");
  }

  @Test
  void namesCannotForgeLinesOrMoveTheCursor() throws IOException {
    FileMap map =
        FileMap.EMPTY.with("/c/a\nproblem: forged\u001b[2J\udc80", FileMeta.of(new KvTree()));
    map.write(Reference.stateFiles(), directory.resolve("filemap_0"));
    assertThat(text("filemap_0").lines())
        .anyMatch(line -> line.contains("/c/a\\u000aproblem: forged\\u001b[2J\\x80"))
        .noneMatch(line -> line.startsWith("problem: forged"));
  }

  @Test
  void whatIsNoFileOfScrsIsSaidInOneLine() throws IOException {
    Files.writeString(directory.resolve("notes.txt"), "milk, bread\n");
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> describe("notes.txt"))
        .withMessageContaining("notes.txt: is no file of SCR's");
    Files.writeString(directory.resolve("empty"), "");
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> describe("empty"))
        .withMessageContaining("is empty");
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> describe("old"))
        .withMessageContaining("is a directory");
    assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> describe("none"));
    Path halt = directory.resolve("halt.scr");
    byte[] bytes = Files.readAllBytes(halt);
    bytes[30] ^= 1;
    Files.write(halt, bytes);
    assertThatExceptionOfType(CorruptTreeException.class)
        .isThrownBy(() -> describe("halt.scr"))
        .withMessageContaining("halt.scr: damaged at byte");
  }
}
