import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A picture of what a command shows on a terminal, from its real output:
 *
 * <pre>java Screen.java --columns 80 --output NAME [--title TITLE] [--until TEXT]
 * [--rows N] COMMAND</pre>
 *
 * The command, for a shell, runs on a terminal of script(1) with that many columns. The picture is
 * taken when it ends, or as soon as TEXT is on the screen. NAME-light.svg and NAME-dark.svg differ
 * in colours only.
 */
final class Screen {

  private static final int PATIENCE_SECONDS = 120;
  private static final double CELL_WIDTH = 8.4;
  private static final int CELL_HEIGHT = 18;
  private static final int MARGIN = 14;

  /** How a character looks; a colour of -1 is the terminal's own. */
  private record Style(int colour, int background, boolean bold, boolean dim, boolean reverse) {
    static final Style PLAIN = new Style(-1, -1, false, false, false);
  }

  /** Colours of a terminal: its own two, and the sixteen that programs choose from. */
  private enum Theme {
    LIGHT(
        "#ffffff",
        "#1f2328",
        "#24292f #cf222e #116329 #7d4e00 #0969da #8250df #1b7c83 #6e7781"
            + " #57606a #a40e26 #1a7f37 #633c01 #218bff #a475f9 #3192aa #8c959f"),
    DARK(
        "#0d1117",
        "#e6edf3",
        "#484f58 #ff7b72 #3fb950 #d29922 #58a6ff #bc8cff #39c5cf #b1bac4"
            + " #6e7681 #ffa198 #56d364 #e3b341 #79c0ff #d2a8ff #56d4dd #ffffff");

    final String paper;
    final String ink;
    final String[] colours;

    Theme(String paper, String ink, String colours) {
      this.paper = paper;
      this.ink = ink;
      this.colours = colours.split(" ");
    }
  }

  private final int columns;
  private final int rows;
  private final List<int[]> text = new ArrayList<>();
  private final List<Style[]> styles = new ArrayList<>();
  private int row;
  private int column;
  private Style style = Style.PLAIN;

  private Screen(int columns, int rows) {
    this.columns = columns;
    this.rows = rows;
    reach();
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    int columns = 80;
    int rows = 50;
    String title = null;
    Path output = null;
    String until = null;
    int next = 0;
    while (next < args.length && args[next].startsWith("--")) {
      String value = args[next + 1];
      switch (args[next]) {
        case "--columns" -> columns = Integer.parseInt(value);
        case "--rows" -> rows = Integer.parseInt(value);
        case "--title" -> title = value;
        case "--output" -> output = Path.of(value);
        case "--until" -> until = value;
        default -> throw new IllegalArgumentException("unknown option " + args[next]);
      }
      next += 2;
    }
    if (output == null || next != args.length - 1) {
      throw new IllegalArgumentException("an --output and one COMMAND are needed");
    }
    Screen screen = new Screen(columns, rows);
    screen.show(args[next], until);
    for (Theme theme : Theme.values()) {
      String name = output.getFileName() + "-" + theme.name().toLowerCase(Locale.ROOT) + ".svg";
      Files.writeString(
          output.resolveSibling(name), screen.svg(theme, title == null ? args[next] : title));
    }
  }

  private void show(String command, String until) throws IOException, InterruptedException {
    String sized = "stty cols " + columns + " rows " + rows + "; " + command;
    Process process =
        new ProcessBuilder("script", "--quiet", "--return", "--command", sized, "/dev/null")
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .start();
    process.toHandle().onExit().completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS)
        .thenRun(() -> end(process));
    try (Reader in = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
      int c = in.read();
      while (c >= 0 && (until == null || !plain().contains(until))) {
        if (c == 27) {
          escape(in);
        } else {
          put((char) c);
        }
        c = in.read();
      }
    }
    end(process);
    process.waitFor();
    if (until != null && !plain().contains(until)) {
      throw new IllegalStateException("'" + until + "' was never on the screen");
    }
  }

  /** By its handle: {@code Process.destroy} would close what is not read yet. */
  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroy);
    process.toHandle().destroy();
  }

  private String plain() {
    StringBuilder all = new StringBuilder();
    text.forEach(line -> all.append(new String(line, 0, line.length)).append('\n'));
    return all.toString();
  }

  private void put(char c) {
    switch (c) {
      case '\r' -> column = 0;
      case '\n' -> row++;
      case '\b' -> column = Math.max(0, column - 1);
      case '\t' -> column = Math.min(columns - 1, (column / 8 + 1) * 8);
      default -> {
        if (c >= ' ') {
          if (column == columns) {
            column = 0;
            row++;
          }
          reach();
          text.get(row)[column] = c;
          styles.get(row)[column] = style;
          column++;
        }
      }
    }
    reach();
  }

  private void reach() {
    while (text.size() <= row) {
      int[] line = new int[columns];
      Arrays.fill(line, ' ');
      Style[] plain = new Style[columns];
      Arrays.fill(plain, Style.PLAIN);
      text.add(line);
      styles.add(plain);
    }
  }

  private void clear(int line, int from, int to) {
    Arrays.fill(text.get(line), from, to, ' ');
    Arrays.fill(styles.get(line), from, to, Style.PLAIN);
  }

  /** One control sequence; those that do not change what is seen are passed over. */
  private void escape(Reader in) throws IOException {
    if (in.read() != '[') {
      return;
    }
    StringBuilder parameters = new StringBuilder();
    int c = in.read();
    while (c >= 0 && c < '@') {
      parameters.append((char) c);
      c = in.read();
    }
    if (parameters.indexOf("?") >= 0) {
      return;
    }
    int[] numbers =
        Arrays.stream(parameters.toString().split(";"))
            .mapToInt(word -> word.isEmpty() ? 0 : Integer.parseInt(word))
            .toArray();
    int count = Math.max(1, numbers[0]);
    switch (c) {
      case 'A' -> row = Math.max(0, row - count);
      case 'B' -> row += count;
      case 'C' -> column = Math.min(columns - 1, column + count);
      case 'D' -> column = Math.max(0, column - count);
      case 'G' -> column = count - 1;
      case 'H' -> {
        row = count - 1;
        column = numbers.length > 1 ? Math.max(1, numbers[1]) - 1 : 0;
      }
      case 'J' -> erase(numbers[0]);
      case 'K' -> clear(row, numbers[0] == 0 ? Math.min(column, columns) : 0, columns);
      case 'm' -> Arrays.stream(numbers).forEach(this::style);
      default -> {}
    }
    reach();
  }

  private void erase(int what) {
    if (what == 0) {
      clear(row, Math.min(column, columns), columns);
    }
    for (int line = what == 0 ? row + 1 : 0; line < text.size(); line++) {
      clear(line, 0, columns);
    }
  }

  private void style(int code) {
    int colour = style.colour;
    int background = style.background;
    boolean bold = style.bold;
    boolean dim = style.dim;
    boolean reverse = style.reverse;
    if (code == 0) {
      style = Style.PLAIN;
      return;
    } else if (code >= 30 && code <= 37) {
      colour = code - 30;
    } else if (code >= 90 && code <= 97) {
      colour = code - 90 + 8;
    } else if (code == 39) {
      colour = -1;
    } else if (code >= 40 && code <= 47) {
      background = code - 40;
    } else if (code == 49) {
      background = -1;
    } else if (code == 22) {
      bold = false;
      dim = false;
    } else {
      bold |= code == 1;
      dim |= code == 2;
      reverse = code == 7 || (reverse && code != 27);
    }
    style = new Style(colour, background, bold, dim, reverse);
  }

  private String svg(Theme theme, String title) {
    int last = text.size();
    while (last > 1 && new String(text.get(last - 1), 0, columns).isBlank()) {
      last--;
    }
    double width = columns * CELL_WIDTH + 2 * MARGIN;
    int height = last * CELL_HEIGHT + 2 * MARGIN;
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %d\" width=\"%.0f\""
                + " height=\"%d\" font-family=\"ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono',"
                + " monospace\" font-size=\"14\">%n<title>%s</title>%n"
                + "<rect width=\"100%%\" height=\"100%%\" rx=\"6\" fill=\"%s\" stroke=\"#8c959f\"/>%n",
            width,
            height,
            width,
            height,
            escaped(title),
            theme.paper));
    for (int line = 0; line < last; line++) {
      int from = 0;
      for (int to = 1; to <= columns; to++) {
        if (to == columns || !styles.get(line)[to].equals(styles.get(line)[from])) {
          piece(out, theme, line, from, to);
          from = to;
        }
      }
    }
    return out.append("</svg>\n").toString();
  }

  /** Characters of one style, as wide as their cells. */
  private void piece(StringBuilder out, Theme theme, int line, int from, int to) {
    Style look = styles.get(line)[from];
    String ink = look.colour < 0 ? theme.ink : theme.colours[look.colour];
    String paper = look.background < 0 ? theme.paper : theme.colours[look.background];
    double x = MARGIN + from * CELL_WIDTH;
    int y = MARGIN + line * CELL_HEIGHT;
    if (look.reverse || look.background >= 0) {
      out.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
              x,
              y,
              (to - from) * CELL_WIDTH,
              CELL_HEIGHT,
              look.reverse ? ink : paper));
    }
    String words = new String(text.get(line), from, to - from).stripTrailing();
    if (!words.isEmpty()) {
      out.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%d\" textLength=\"%.1f\" xml:space=\"preserve\" fill=\"%s\"%s%s>"
                  + "%s</text>%n",
              x,
              y + 13,
              words.length() * CELL_WIDTH,
              look.reverse ? paper : ink,
              look.bold ? " font-weight=\"bold\"" : "",
              look.dim ? " opacity=\"0.65\"" : "",
              escaped(words)));
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
