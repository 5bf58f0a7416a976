package org.scr4j.kvtree;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Keys between byte strings and Java strings, without loss: a byte that is not UTF-8 becomes a lone
 * low surrogate (U+DC80 to U+DCFF), as in Python's {@code surrogateescape}.
 */
final class KeyCodec {

  private static final char ESCAPE = '\uDC00';

  private KeyCodec() {}

  static String decode(byte[] bytes, int offset, int length) {
    return ascii(bytes, offset, length)
        ? new String(bytes, offset, length, StandardCharsets.ISO_8859_1)
        : decodeEscaping(ByteBuffer.wrap(bytes, offset, length));
  }

  private static boolean ascii(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] < 0) {
        return false;
      }
    }
    return true;
  }

  private static String decodeEscaping(ByteBuffer in) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer out = CharBuffer.allocate(in.remaining());
    while (true) {
      CoderResult result = decoder.decode(in, out, true);
      if (!result.isError()) {
        return out.flip().toString();
      }
      for (int i = 0; i < result.length(); i++) {
        out.put((char) (ESCAPE + (in.get() & 0xFF)));
      }
      decoder.reset();
    }
  }

  /** The order of the keys' bytes. */
  static int compare(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    for (int i = 0; i < shorter; i++) {
      char left = a.charAt(i);
      char right = b.charAt(i);
      if (left != right) {
        return left < 0x80 && right < 0x80
            ? left - right
            : Arrays.compareUnsigned(encode(a), encode(b));
      }
    }
    return a.length() - b.length();
  }

  static byte[] encode(String key) {
    boolean plain = true;
    for (int i = 0; i < key.length() && plain; i++) {
      plain = !Character.isSurrogate(key.charAt(i)) && key.charAt(i) != 0;
    }
    return plain ? key.getBytes(StandardCharsets.UTF_8) : encodeEscaped(key);
  }

  private static byte[] encodeEscaped(String key) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(key.length() + 8);
    for (int i = 0; i < key.length(); ) {
      int codePoint = key.codePointAt(i);
      if (codePoint == 0) {
        throw new IllegalArgumentException("a key cannot hold a NUL character");
      }
      if (codePoint >= ESCAPE + 0x80 && codePoint <= ESCAPE + 0xFF) {
        out.write(codePoint - ESCAPE);
      } else {
        out.writeBytes(utf8(codePoint));
      }
      i += Character.charCount(codePoint);
    }
    return out.toByteArray();
  }

  private static byte[] utf8(int codePoint) {
    try {
      ByteBuffer encoded =
          StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(Character.toChars(codePoint)));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "a key holds a lone surrogate: U+" + Integer.toHexString(codePoint), e);
    }
  }
}
