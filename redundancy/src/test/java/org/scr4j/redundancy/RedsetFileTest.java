package org.scr4j.redundancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.KvTreeCodec;
import org.scr4j.kvtree.KvTreeLimits;

class RedsetFileTest {

  @TempDir Path cluster;
  private Path file;

  @BeforeEach
  void encode() throws IOException {
    Job job = Job.onePerNode(cluster, 100, 200, 300);
    job.apply(Scheme.xor(8));
    file = job.path(1, Job.PREFIX + ".1.xor.grp_1_of_1.mem_2_of_3.redset");
  }

  private void rewrite(Consumer<KvTree> change, int redundancyBytes) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    KvTree tree = KvTreeCodec.fromFile(bytes, KvTreeLimits.DEFAULT).tree();
    change.accept(tree);
    byte[] header = KvTreeCodec.toFile(tree);
    Files.write(file, Arrays.copyOf(header, header.length + redundancyBytes));
  }

  @Test
  void aSoundHeaderIsRead() throws IOException {
    RedsetFile redset = RedsetFile.read(file);
    assertThat(redset.descriptor()).isEqualTo(new Descriptor("XOR", 0, 1, 1, 3, 1, 1, 3));
    assertThat(redset.descriptor().kind()).contains(Scheme.Kind.XOR);
    assertThat(redset.chunk()).isEqualTo(150);
    assertThat(redset.members().keySet()).containsExactly(0, 1);
    assertThat(redset.own().bytes()).isEqualTo(200);
    assertThat(redset.own().files().get(0).name()).isEqualTo(Job.DATASET + "/rank_1.ckpt");
    assertThat(redset.dataOffset() + 150).isEqualTo(Files.size(file));
  }

  private static KvTree member(KvTree tree, String member) {
    return tree.get("DESC", member).orElseThrow();
  }

  private static KvTree descriptor(KvTree tree) {
    return tree.get("DESC", "1", "DESC").orElseThrow();
  }

  private static void size(KvTree tree, String size) {
    KvTree names = tree.get("DESC", "1", "FILE", "0").orElseThrow();
    names.get(names.keys().get(0)).orElseThrow().setValue("SIZE", size);
  }

  private static Arguments hostile(String what, Consumer<KvTree> change, String message) {
    return Arguments.of(what, change, message);
  }

  static Stream<Arguments> hostileHeaders() {
    return Stream.of(
        hostile("no member", tree -> tree.unset("RANK"), "RANK is missing"),
        hostile("member -1", tree -> tree.setValue("RANK", -1), "RANK is -1"),
        hostile("member 2", tree -> tree.setValue("RANK", 2), "no record of it"),
        hostile("member x", tree -> tree.setValue("RANK", "x"), "RANK is no number: x"),
        hostile("no records", tree -> tree.unset("DESC"), "DESC is missing"),
        hostile("no left record", tree -> tree.unset("DESC", "0"), "no record of member 0"),
        hostile("chunk 0", tree -> tree.setValue("CHUNK", 0), "CHUNK is 0"),
        hostile("chunk -5", tree -> tree.setValue("CHUNK", -5), "CHUNK is -5"),
        hostile("chunk 99", tree -> tree.setValue("CHUNK", 99), "too small for the 200 bytes"),
        hostile("chunk 151", tree -> tree.setValue("CHUNK", 151), "where 151 belong"),
        hostile("no chunk", tree -> tree.unset("CHUNK"), "CHUNK is missing"),
        hostile("huge", tree -> tree.setValue("CHUNK", Long.MAX_VALUE), "CHUNK is too large"),
        hostile("2^64", tree -> tree.setValue("CHUNK", "18446744073709551615"), "no number"),
        hostile("size -1", tree -> size(tree, "-1"), "SIZE is -1"),
        hostile("size huge", tree -> size(tree, "9223372036854775807"), "too small for"),
        hostile("files -1", tree -> member(tree, "1").setValue("FILES", -1), "FILES is -1"),
        hostile("files 2", tree -> member(tree, "1").setValue("FILES", 2), "FILES is 2"),
        hostile("no file", tree -> member(tree, "1").set("FILE", new KvTree()), "FILES is 1"),
        hostile("ranks 0", tree -> descriptor(tree).setValue("RANKS", 0), "RANKS is 0"),
        hostile("ranks 4", tree -> descriptor(tree).setValue("RANKS", 4), "RANKS is 4"),
        hostile("other set", tree -> descriptor(tree).setValue("RANKS", 2), "different sets"),
        hostile("group 1", tree -> descriptor(tree).setValue("GROUP", 1), "GROUP is 1"),
        hostile("rank twice", tree -> descriptor(tree).setValue("WRANK", 0), "is two members"),
        hostile("rank 3", tree -> descriptor(tree).setValue("WRANK", 3), "WRANK is 3"),
        hostile("member 9", tree -> descriptor(tree).setValue("RANK", 9), "RANK is 9"),
        hostile("swapped", tree -> descriptor(tree).setValue("RANK", 0), "is another's"),
        hostile("no type", tree -> descriptor(tree).unset("TYPE"), "TYPE is missing"),
        hostile(
            "copies", tree -> descriptor(tree).setValue("TYPE", "PARTNER"), "REPLICAS is missing"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostileHeaders")
  void aHeaderThatCannotBeTrueIsRefused(String what, Consumer<KvTree> change, String message)
      throws IOException {
    rewrite(change, 150);
    assertThatThrownBy(() -> RedsetFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 149, 151})
  void redundancyThatIsCutOrTooLongIsRefused(int bytes) throws IOException {
    rewrite(tree -> {}, bytes);
    assertThatThrownBy(() -> RedsetFile.read(file))
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining("where 150 belong");
  }

  static Stream<Arguments> hostileReedSolomonHeaders() {
    return Stream.of(
        hostile("none", tree -> descriptor(tree).unset("CKSUM"), "CKSUM is missing"),
        hostile("0", tree -> descriptor(tree).setValue("CKSUM", 0), "CKSUM is 0"),
        hostile("all", tree -> descriptor(tree).setValue("CKSUM", 4), "CKSUM is 4"),
        hostile("huge", tree -> descriptor(tree).setValue("CKSUM", "9999999999"), "CKSUM is"),
        hostile("x", tree -> descriptor(tree).setValue("CKSUM", "x"), "CKSUM is no number"),
        hostile("1", tree -> descriptor(tree).setValue("CKSUM", 1), "different sets"),
        hostile("no record", tree -> tree.unset("DESC", "3"), "no record of member 3"),
        hostile("chunk 99", tree -> tree.setValue("CHUNK", 99), "too small for the 200"),
        hostile("chunk 201", tree -> tree.setValue("CHUNK", 201), "where 402 belong"),
        hostile("no chunk", tree -> tree.unset("CHUNK"), "CHUNK is missing"),
        hostile("huge chunk", tree -> tree.setValue("CHUNK", Long.MAX_VALUE), "CHUNK is too large"),
        hostile(
            "beyond the field",
            tree -> {
              descriptor(tree).setValue("WRANKS", 300);
              descriptor(tree).setValue("RANKS", 255);
            },
            "CKSUM is 2, outside of 1 to 1"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostileReedSolomonHeaders")
  void aReedSolomonHeaderThatCannotBeTrueIsRefused(
      String what, Consumer<KvTree> change, String message) throws IOException {
    Job job = Job.onePerNode(cluster.resolve("rs"), 100, 200, 300, 400);
    job.apply(Scheme.reedSolomon(8, 2));
    file = job.path(1, Job.PREFIX + ".1.rs.grp_1_of_1.mem_2_of_4.redset");
    assertThat(RedsetFile.read(file).chunk()).isEqualTo(200);
    rewrite(change, 400);
    assertThatThrownBy(() -> RedsetFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message);
  }

  @Test
  void ranksOfTheSetAreOnlyBelievedWhereTheyFit() throws IOException {
    assertThat(RedsetFile.read(file).ranks()).contains(List.of(0, 1, 2));
    for (Consumer<KvTree> change :
        List.<Consumer<KvTree>>of(
            tree -> tree.unset("GROUP"),
            tree -> tree.child("GROUP").unset("RANK", "2"),
            tree -> tree.child("GROUP").child("RANK").setValue("2", 1),
            tree -> tree.child("GROUP").child("RANK").setValue("2", "x"),
            tree -> tree.child("GROUP").child("RANK").setValue("7", 7),
            tree -> tree.child("GROUP").child("RANK").setValue("1", 9))) {
      byte[] before = Files.readAllBytes(file);
      rewrite(change, 150);
      assertThat(RedsetFile.read(file).ranks()).isEmpty();
      Files.write(file, before);
    }
  }

  @Test
  void aFileCutAnywhereIsRefusedWithItsName() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length += 13) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> RedsetFile.read(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString());
    }
  }

  @Test
  void anyBitThatChangesInTheHeaderIsNoticed() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    int header = (int) RedsetFile.read(file).dataOffset();
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(header)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, damaged);
      try {
        RedsetFile read = RedsetFile.read(file);
        // Only the flag that there is a checksum can be cleared unnoticed; the rest still holds.
        assertThat(read.own().bytes()).isEqualTo(200);
      } catch (IOException e) {
        assertThat(e).hasMessageContaining(file.toString());
      }
    }
  }

  @Test
  void namesAreReadAndWrittenAsRedsetHasThem() {
    RedsetName name = new RedsetName("reddesc.er", 12, "xor", 0, 2, 3, 4);
    assertThat(name.fileName()).isEqualTo("reddesc.er.12.xor.grp_1_of_2.mem_4_of_4.redset");
    assertThat(RedsetName.parse(name.fileName())).contains(name);
    for (String other :
        List.of(
            "reddesc.er.12.redset",
            "reddesc.er.er",
            "reddesc.er.12.xor.grp_0_of_2.mem_4_of_4.redset",
            "reddesc.er.12.xor.grp_3_of_2.mem_4_of_4.redset",
            "reddesc.er.12.xor.grp_1_of_2.mem_5_of_4.redset",
            "reddesc.er.-1.xor.grp_1_of_2.mem_4_of_4.redset",
            "reddesc.er.01.xor.grp_1_of_2.mem_4_of_4.redset",
            "reddesc.er.99999999999.xor.grp_1_of_2.mem_4_of_4.redset",
            "reddesc.er.12.xor.grp_1_of_2.mem_4_of_4.redset.3")) {
      assertThat(RedsetName.parse(other)).as(other).isEmpty();
    }
  }
}
