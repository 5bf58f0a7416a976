package org.scr4j.library.comm;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The secret that the ranks of one step share. It never travels: each side proves that it knows it
 * by HMAC-SHA256 (RFC 2104) over what both have just said.
 */
final class Credential {

  /** Bytes of a secret, of a nonce and of a proof. */
  static final int LENGTH = 32;

  private static final int BLOCK = 64;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] secret;

  private Credential(byte[] secret) {
    this.secret = secret;
  }

  static Credential create() {
    return new Credential(nonce());
  }

  /**
   * The secret written as {@link #hex} does.
   *
   * @throws IllegalArgumentException if it is not one
   */
  static Credential parse(String hex) {
    byte[] secret = HexFormat.of().parseHex(hex);
    if (secret.length != LENGTH) {
      throw new IllegalArgumentException("a secret has " + LENGTH + " bytes");
    }
    return new Credential(secret);
  }

  String hex() {
    return HexFormat.of().formatHex(secret);
  }

  static byte[] nonce() {
    byte[] bytes = new byte[LENGTH];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  /** Proof of knowing the secret; {@code role} keeps one side's from being sent back as its own. */
  byte[] prove(String role, byte[] hello, byte[] nonce) {
    MessageDigest inner = start(0x36);
    inner.update(role.getBytes(StandardCharsets.US_ASCII));
    inner.update(hello);
    inner.update(nonce);
    MessageDigest outer = start(0x5c);
    return outer.digest(inner.digest());
  }

  boolean accepts(byte[] proof, String role, byte[] hello, byte[] nonce) {
    return MessageDigest.isEqual(proof, prove(role, hello, nonce));
  }

  // By hand, since javax.crypto checks the signatures of its providers first, which costs a rank
  // more time at its start than all the rest of connecting.
  private MessageDigest start(int pad) {
    byte[] block = Arrays.copyOf(secret, BLOCK);
    for (int i = 0; i < BLOCK; i++) {
      block[i] ^= (byte) pad;
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(block);
      return digest;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
