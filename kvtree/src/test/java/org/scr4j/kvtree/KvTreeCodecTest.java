package org.scr4j.kvtree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.scr4j.kvtree.Trees.bytes;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KvTreeCodecTest {

  private static final KvTreeLimits LIMITS = KvTreeLimits.DEFAULT;

  private static CorruptTreeException fault(byte[] file) {
    return catchThrowableOfType(
        CorruptTreeException.class, () -> KvTreeCodec.fromFile(file, LIMITS));
  }

  private static CorruptTreeException packedFault(byte[] packed, KvTreeLimits limits) {
    return catchThrowableOfType(
        CorruptTreeException.class, () -> KvTreeCodec.unpack(packed, limits));
  }

  /** The same file with its size and CRC made to fit its contents. */
  private static byte[] sealed(byte[] file) {
    CRC32 crc = new CRC32();
    crc.update(file, 0, file.length - 4);
    ByteBuffer.wrap(file).putInt(file.length - 4, (int) crc.getValue());
    return file;
  }

  @Test
  void aFileIsHeaderTreeAndCrcAsLlnlWritesThem() {
    assertThat(KvTreeCodec.toFile(Trees.nodes(4))).isEqualTo(Trees.NODES_SCR);
  }

  @Test
  void aFileOfLlnlsIsRead() throws Exception {
    KvTreeCodec.Framed framed = KvTreeCodec.fromFile(Trees.NODES_SCR, LIMITS);
    assertThat(framed.tree()).isEqualTo(Trees.nodes(4));
    assertThat(framed.length()).isEqualTo(44);
  }

  @Test
  void anEmptyTreeIsACountOfZero() throws Exception {
    assertThat(KvTreeCodec.pack(new KvTree())).isEqualTo(bytes("00000000"));
    assertThat(KvTreeCodec.unpack(bytes("00000000"), LIMITS)).isEqualTo(new KvTree());
  }

  @Test
  void keysStandInTheOrderOfTheTree() throws Exception {
    byte[] packed = bytes("00000002 'b' 00 00000000 'a' 00 00000001 'x' 00 00000000");
    KvTree tree = KvTreeCodec.unpack(packed, LIMITS);
    assertThat(tree.keys()).containsExactly("b", "a");
    assertThat(KvTreeCodec.pack(tree)).isEqualTo(packed);
  }

  @Test
  void aFileWithoutCrcIsRead() throws Exception {
    byte[] file =
        bytes(
            "951fc3f5 0001 0001 0000000000000028 00000000 00000001 'NODES' 00 00000001 '4' 00 00000000");
    assertThat(KvTreeCodec.fromFile(file, LIMITS).tree()).isEqualTo(Trees.nodes(4));
  }

  @Test
  void bytesBehindTheFrameAreLeftAlone() throws Exception {
    byte[] file = Arrays.copyOf(Trees.NODES_SCR, 100);
    assertThat(KvTreeCodec.fromFile(file, LIMITS))
        .isEqualTo(new KvTreeCodec.Framed(Trees.nodes(4), 44));
  }

  @Test
  void bytesBehindTheTreeInsideTheFrameAreAFault() {
    byte[] file =
        sealed(bytes("951fc3f5 0001 0001 000000000000001d 00000001 00000000 ff 00000000"));
    assertThat(fault(file)).hasMessage("damaged at byte 24: bytes follow the tree");
    assertThat(packedFault(bytes("00000000 ff"), LIMITS))
        .hasMessage("damaged at byte 4: bytes follow the tree");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 00, 'damaged at byte 0: magic number is 1fc3f5, not 951fc3f5'",
    "5, 02, 'damaged at byte 4: file type is 2, not 1'",
    "7, 09, 'damaged at byte 6: file version is 9, not 1'",
    "15, 13, 'damaged at byte 8: size 19 is less than a header'",
    "15, 17, 'damaged at byte 8: size 23 leaves no room for a tree'",
    "15, 2d, 'damaged at byte 44: the header announces 45 bytes, there are 44'",
    "8, ff, 'damaged at byte 8: size -72057594037927892 is less than a header'",
    "8, 7f, 'damaged at byte 8: size 9151314442816847916 is above the limit of 536870912 bytes'",
    "43, c2, 'damaged at byte 40: CRC-32 is cb4f2fc2, contents have cb4f2fc1'",
  })
  void aDamagedHeaderOrTrailerIsNamed(int offset, String value, String message) {
    byte[] file = Trees.NODES_SCR.clone();
    file[offset] = (byte) Integer.parseInt(value, 16);
    assertThat(fault(file)).hasMessage(message);
  }

  @Test
  void aFileCutAnywhereIsAFaultInsideIt() {
    for (int length = 0; length < Trees.NODES_SCR.length; length++) {
      CorruptTreeException fault = fault(Arrays.copyOf(Trees.NODES_SCR, length));
      assertThat(fault).as("cut to %d bytes", length).isNotNull();
      assertThat(fault.offset()).isBetween(0L, (long) length);
    }
  }

  @Test
  void aPackedTreeCutAnywhereIsAFault() {
    byte[] packed = KvTreeCodec.pack(Trees.random(new Random(3), 3));
    for (int length = 0; length < packed.length; length++) {
      assertThat(packedFault(Arrays.copyOf(packed, length), LIMITS))
          .as("cut to %d of %d bytes", length, packed.length)
          .isNotNull();
    }
  }

  @Test
  void everySingleBitCounts() {
    for (int bit = 0; bit < Trees.NODES_SCR.length * 8; bit++) {
      byte[] file = Trees.NODES_SCR.clone();
      file[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(fault(file)).as("bit %d flipped", bit).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void flippedBitsOfLargerFilesAreFound(long seed) {
    Random random = new Random(seed);
    byte[] sound = KvTreeCodec.toFile(Trees.random(random, 4));
    for (int i = 0; i < 300; i++) {
      byte[] file = sound.clone();
      int bit = random.nextInt(sound.length * 8);
      file[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(fault(file)).as("seed %d, bit %d flipped", seed, bit).isNotNull();
    }
  }

  /** Without a CRC damage may go unseen, but it must never do harm. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void aDamagedPackedTreeIsATreeOrAFaultAndNothingElse(long seed) {
    Random random = new Random(seed);
    byte[] sound = KvTreeCodec.pack(Trees.random(random, 4));
    int faults = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] packed = sound.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        packed[random.nextInt(packed.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(KvTreeCodec.pack(KvTreeCodec.unpack(packed, LIMITS))).isEqualTo(packed);
      } catch (CorruptTreeException e) {
        faults++;
      }
    }
    assertThat(faults).isPositive();
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16})
  void anyTreeComesBackAsItWas(long seed) throws Exception {
    KvTree tree = Trees.random(new Random(seed), 4);
    assertThat(KvTreeCodec.fromFile(KvTreeCodec.toFile(tree), LIMITS).tree()).isEqualTo(tree);
    assertThat(KvTreeCodec.unpack(KvTreeCodec.pack(tree), LIMITS)).isEqualTo(tree);
  }

  @Test
  void aKeyThatStandsTwiceIsAFault() {
    assertThat(packedFault(bytes("00000002 'a' 00 00000000 'a' 00 00000000"), LIMITS))
        .hasMessage("damaged at byte 10: key stands twice in one tree");
  }

  @Test
  void aCountThatCannotBeTrueIsAFaultBeforeAnythingIsMade() {
    assertThat(packedFault(bytes("ffffffff 'a' 00 00000000"), LIMITS))
        .hasMessage("damaged at byte 0: 4294967295 keys do not fit in what follows");
    assertThat(packedFault(bytes("00000002 'a' 00 00000000"), LIMITS))
        .hasMessage("damaged at byte 0: 2 keys do not fit in what follows");
  }

  @Test
  void aKeyWithoutEndIsAFault() {
    assertThat(packedFault(bytes("00000001 'aaaaaaaaaa'"), LIMITS))
        .hasMessage("damaged at byte 4: a key has no end");
  }

  @Test
  void depthIsBounded() throws Exception {
    KvTreeLimits three = new KvTreeLimits(1000, 3, 100, 100);
    KvTree tree = new KvTree();
    tree.child("1").child("2").child("3");
    assertThat(KvTreeCodec.unpack(KvTreeCodec.pack(tree), three)).isEqualTo(tree);
    tree.child("1").child("2").child("3").child("4");
    assertThat(packedFault(KvTreeCodec.pack(tree), three))
        .hasMessage("damaged at byte 22: nested deeper than 3 levels");
  }

  @Test
  void aFileOfNothingButNestingDoesNotExhaustTheStack() {
    int levels = 1_000_000;
    ByteBuffer packed = ByteBuffer.allocate(levels * 6 + 4);
    for (int i = 0; i < levels; i++) {
      packed.putInt(1).put((byte) 'k').put((byte) 0);
    }
    assertThat(packedFault(packed.array(), LIMITS))
        .hasMessage("damaged at byte 388: nested deeper than 64 levels");
  }

  @Test
  void theNumberOfKeysIsBoundedOverTheWholeTree() throws Exception {
    KvTreeLimits four = new KvTreeLimits(1000, 10, 4, 100);
    KvTree tree = new KvTree();
    tree.child("a", "1");
    tree.child("b", "2");
    assertThat(KvTreeCodec.unpack(KvTreeCodec.pack(tree), four)).isEqualTo(tree);
    tree.child("a", "3");
    assertThat(packedFault(KvTreeCodec.pack(tree), four)).hasMessageContaining("more than 4 keys");
  }

  @Test
  void theLengthOfAKeyIsBounded() throws Exception {
    KvTreeLimits five = new KvTreeLimits(1000, 10, 10, 5);
    KvTree tree = new KvTree();
    tree.child("12345");
    assertThat(KvTreeCodec.unpack(KvTreeCodec.pack(tree), five)).isEqualTo(tree);
    tree.child("123456");
    assertThat(packedFault(KvTreeCodec.pack(tree), five))
        .hasMessage("damaged at byte 4: a key is longer than 5 bytes");
  }

  @Test
  void theSizeOfAFileIsBounded() throws Exception {
    byte[] file = Trees.NODES_SCR;
    KvTreeLimits exact = new KvTreeLimits(file.length, 10, 10, 10);
    assertThat(KvTreeCodec.fromFile(file, exact).length()).isEqualTo(file.length);
    KvTreeLimits less = new KvTreeLimits(file.length - 1, 10, 10, 10);
    assertThatExceptionOfType(CorruptTreeException.class)
        .isThrownBy(() -> KvTreeCodec.fromFile(file, less))
        .withMessage("damaged at byte 8: size 44 is above the limit of 43 bytes");
  }

  @Test
  void limitsThatNoMachineCouldKeepAreRefused() {
    long tooMany = Integer.MAX_VALUE;
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new KvTreeLimits(tooMany, 64, 10, 10));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new KvTreeLimits(10, 100_000, 10, 10));
  }

  @Test
  void aKeyWithANulCannotBeWritten() {
    KvTree tree = new KvTree();
    tree.child("a\0b");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> KvTreeCodec.toFile(tree))
        .withMessage("a key cannot hold a NUL character");
  }
}
