package org.scr4j.cli;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Sets the options of a command from plain words, by a table that {@link OptionTables} made from
 * the command's annotations when scr4j was built. Reading the annotations themselves costs more
 * than most commands take. Whatever is not plain is left to picocli, which says what is wrong:
 * help, abbreviations, values that are joined to a short name or begin with a dash, and mistakes.
 */
final class QuickOptions {

  /** Where tables are below the installed tree. */
  static final String PLACE = "lib/scr4j/options/";

  private final Command command;
  private final String[] lines;
  private final List<String> positional = new ArrayList<>();

  private QuickOptions(Command command, String table) {
    this.command = command;
    this.lines = table.split("\n");
  }

  /**
   * Sets the fields of a command.
   *
   * @param home the installed tree; empty where unknown
   * @param command a new one; of no more use where this fails
   * @return whether all words were understood
   */
  static boolean fill(String home, String name, Command command, String[] words) {
    if (home.isEmpty() || !plainName(name)) {
      return false;
    }
    try (InputStream in = new FileInputStream(home + "/" + PLACE + name)) {
      String table = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new QuickOptions(command, table).fill(words);
    } catch (FileNotFoundException none) {
      // This command has none.
      return false;
    } catch (IOException
        | ReflectiveOperationException
        | NumberFormatException
        | IndexOutOfBoundsException unfit) {
      // picocli reads the words again, and tells what is wrong with them.
      return false;
    }
  }

  private static boolean plainName(String name) {
    return name.startsWith("scr_") && name.indexOf('/') < 0;
  }

  private boolean fill(String[] words) throws ReflectiveOperationException {
    for (String line : lines) {
      String[] part = line.split("\t");
      if (part[1].equals(OptionTables.MIXIN)) {
        Object owner = owner(part[0]);
        Constructor<?> constructor = Class.forName(part[2]).getDeclaredConstructor();
        Object mixin = constructor.newInstance();
        field(owner, part[0]).set(owner, mixin);
      }
    }
    for (int at = 0; at < words.length; at++) {
      String word = words[at];
      if (word.isEmpty() || word.charAt(0) == '@') {
        return false;
      }
      if (word.charAt(0) != '-') {
        positional.add(word);
        continue;
      }
      int equals = word.startsWith("--") ? word.indexOf('=') : -1;
      String[] option = find(equals < 0 ? word : word.substring(0, equals));
      if (option.length == 0) {
        return false;
      }
      if (option[1].equals("boolean")) {
        if (equals >= 0) {
          return false;
        }
        Object owner = owner(option[0]);
        field(owner, option[0]).set(owner, true);
      } else {
        boolean joined = equals >= 0;
        if (!joined && ++at == words.length) {
          return false;
        }
        String value = joined ? word.substring(equals + 1) : words[at];
        if (value.isEmpty() || value.charAt(0) == '-' || value.charAt(0) == '@') {
          return false;
        }
        set(option[0], value(option[1], value));
      }
    }
    return setPositional();
  }

  /** The line of an option; empty where there is none of that name. */
  private String[] find(String name) {
    for (String line : lines) {
      String[] part = line.split("\t");
      for (int at = 2; at < part.length; at++) {
        if (part[at].equals(name) && name.charAt(0) == '-') {
          return part;
        }
      }
    }
    return new String[0];
  }

  private boolean setPositional() throws ReflectiveOperationException {
    for (String line : lines) {
      String[] part = line.split("\t");
      if (part[1].equals(OptionTables.WORD) && positional.size() == 1) {
        set(part[0], positional.get(0));
        return true;
      }
      if (part[1].equals(OptionTables.WORDS) && positional.size() >= Integer.parseInt(part[2])) {
        if (!positional.isEmpty()) {
          set(part[0], positional);
        }
        return true;
      }
      if (part[1].equals(OptionTables.WORD) || part[1].equals(OptionTables.WORDS)) {
        return false;
      }
    }
    return positional.isEmpty();
  }

  /** The value of an option in the field's own type. */
  private static Object value(String type, String text) {
    if (type.equals("java.lang.String")) {
      return text;
    }
    // Other notations of numbers are picocli's business.
    if (text.length() > 18 || (text.charAt(0) == '0' && text.length() > 1)) {
      throw new NumberFormatException(text);
    }
    long number = 0;
    for (int at = 0; at < text.length(); at++) {
      int digit = text.charAt(at) - '0';
      if (digit < 0 || digit > 9) {
        throw new NumberFormatException(text);
      }
      number = number * 10 + digit;
    }
    if (type.equals("java.lang.Long")) {
      return number;
    }
    if (number > Integer.MAX_VALUE) {
      throw new NumberFormatException(text);
    }
    return (int) number;
  }

  private void set(String path, Object value) throws ReflectiveOperationException {
    Object owner = owner(path);
    field(owner, path).set(owner, value);
  }

  /** The command, or the group of options within it that a path with dots leads to. */
  private Object owner(String path) throws ReflectiveOperationException {
    Object owner = command;
    int from = 0;
    for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', from)) {
      owner = field(owner, path.substring(from, dot)).get(owner);
      from = dot + 1;
    }
    return owner;
  }

  /**
   * The field that a path ends with. Setting it by a {@link Field} would make Java 25 spin classes,
   * which takes longer than all the rest; a handle that is called with types that erase to its own
   * spins none.
   */
  private static VarHandle field(Object owner, String path) throws ReflectiveOperationException {
    Field field = owner.getClass().getDeclaredField(path.substring(path.lastIndexOf('.') + 1));
    return MethodHandles.lookup().unreflectVarHandle(field);
  }
}
