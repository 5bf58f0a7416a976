package org.scr4j.kvtree;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Trees as text, in the two layouts that {@code scr_print} has. */
public final class KvTreePrinter {

  private static final int INDENT = 2;

  private KvTreePrinter() {}

  /** One key a line, two blanks a level, the first level indented by two. */
  public static String tree(KvTree tree) {
    StringBuilder text = new StringBuilder();
    try {
      printTree(tree, text, INDENT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** As {@link #tree}, but a key with a single, childless value stands on one line with it. */
  public static String keyval(KvTree tree) {
    StringBuilder text = new StringBuilder();
    try {
      printKeyval(tree, text, INDENT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Writes the layout of {@link #tree} to {@code out}, piece by piece. */
  public static void tree(KvTree tree, Appendable out) throws IOException {
    printTree(tree, out, INDENT);
  }

  /** Writes the layout of {@link #keyval} to {@code out}, piece by piece. */
  public static void keyval(KvTree tree, Appendable out) throws IOException {
    printKeyval(tree, out, INDENT);
  }

  /**
   * What puts text into {@code out} as it stands in files, so that names that are not UTF-8 come
   * out byte for byte; to be given to {@link #tree} and {@link #keyval}.
   */
  public static Appendable bytes(OutputStream out) {
    return new Appendable() {
      @Override
      public Appendable append(CharSequence text) throws IOException {
        out.write(KeyCodec.encode(text.toString()));
        return this;
      }

      @Override
      public Appendable append(CharSequence text, int start, int end) throws IOException {
        return append(text.subSequence(start, end));
      }

      @Override
      public Appendable append(char character) throws IOException {
        return append(String.valueOf(character));
      }
    };
  }

  private static void printTree(KvTree tree, Appendable out, int indent) throws IOException {
    for (KvTree.Entry entry : tree.entries()) {
      line(out, indent, entry.key());
      printTree(entry.tree(), out, indent + INDENT);
    }
  }

  private static void printKeyval(KvTree tree, Appendable out, int indent) throws IOException {
    for (KvTree.Entry entry : tree.entries()) {
      KvTree below = entry.tree();
      Optional<String> value = below.size() == 1 ? entryValue(below) : Optional.empty();
      if (value.isPresent()) {
        line(out, indent, entry.key() + " = " + value.get());
      } else {
        line(out, indent, entry.key());
        printKeyval(below, out, indent + INDENT);
      }
    }
  }

  /** The one key of {@code holder}, where nothing is below it. */
  private static Optional<String> entryValue(KvTree holder) {
    KvTree.Entry only = holder.entries().iterator().next();
    return only.tree().isEmpty() ? Optional.of(only.key()) : Optional.empty();
  }

  private static void line(Appendable out, int indent, String text) throws IOException {
    out.append(" ".repeat(indent)).append(text).append('\n');
  }
}
