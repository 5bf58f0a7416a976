package org.scr4j.library;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.scr4j.dataset.RankFiles;

/** The files of a rank as bytes, on their way to rank 0. */
final class RankLists {

  private RankLists() {}

  static byte[] pack(RankFiles files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(files.files().size());
      for (RankFiles.Item item : files.files()) {
        out.writeUTF(item.path());
        out.writeLong(item.bytes().orElse(-1));
        out.writeBoolean(item.crc().isPresent());
        out.writeInt(item.crc().orElse(0));
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  static RankFiles unpack(int rank, byte[] bytes) throws IOException {
    List<RankFiles.Item> items = new ArrayList<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      for (int left = in.readInt(); left > 0; left--) {
        String path = in.readUTF();
        long size = in.readLong();
        boolean known = in.readBoolean();
        int crc = in.readInt();
        items.add(
            new RankFiles.Item(
                path,
                size < 0 ? OptionalLong.empty() : OptionalLong.of(size),
                known ? OptionalInt.of(crc) : OptionalInt.empty()));
      }
    }
    return new RankFiles(rank, items);
  }
}
