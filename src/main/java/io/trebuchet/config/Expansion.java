package io.trebuchet.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large a config becomes once its references are resolved, at most; told without resolving
 * them, for a few lines that each name the line before twice grow beyond any memory.
 */
final class Expansion {
  /** Characters, about; of files as they are too. */
  static final int MOST = 1 << 22;

  private static final int MOST_CHAINED = 48;
  private static final int MOST_LOOKUPS = 50_000;

  private static final ConfigRenderOptions CANONICAL =
      ConfigRenderOptions.defaults().setComments(false).setOriginComments(true).setFormatted(true);
  private static final Pattern ORIGIN = Pattern.compile("# (.*): (\\d+)(?:-\\d+)?");

  private final Node root = new Node();
  private final Map<Lookup, Long> known = new HashMap<>();
  private final Set<Lookup> open = new HashSet<>();
  private int lookups;
  private boolean circular;

  private Expansion() {}

  /**
   * A path, with the references that stand at it, and with them and the characters of all that
   * stands at or below it.
   */
  private static final class Node {
    private final Map<String, Node> children = new HashMap<>();
    private final List<Reference> here = new ArrayList<>();
    private final List<Reference> within = new ArrayList<>();
    private long characters;
  }

  /**
   * A {@code ${…}}.
   *
   * @param at the path of the value that it is a part of
   * @param order its number in the text: one that names itself means what came before
   */
  private record Reference(List<String> at, List<String> to, int order, Place place) {
    boolean meansItself() {
      int common = Math.min(at.size(), to.size());
      return at.subList(0, common).equals(to.subList(0, common));
    }
  }

  /** A path, as references before some number make it. */
  private record Lookup(List<String> path, int before) {}

  /** References beyond the bounds. */
  static final class ExceededException extends Exception {
    private static final long serialVersionUID = 1L;

    private ExceededException(String message) {
      super(message);
    }
  }

  /** Complains of a config that becomes too large, or takes too long to resolve. */
  static void check(Config config, Place top, Faults faults) throws ConfigException {
    if (config.isResolved()) {
      return;
    }
    Expansion expansion = of(config, top);
    Reference last = null;
    try {
      for (Reference reference : expansion.root.within) {
        last = reference;
        checked(expansion.size(reference, Integer.MAX_VALUE));
      }
      checked(expansion.size());
    } catch (ExceededException e) {
      faults.add(last == null ? top : last.place(), "", String.valueOf(e.getMessage()));
      throw faults.exception();
    }
  }

  static Expansion of(Config config, Place top) {
    Expansion expansion = new Expansion();
    Scanner scanner = expansion.new Scanner(config.root().render(CANONICAL), top);
    scanner.value(new ArrayList<>());
    return expansion;
  }

  /** Of the whole config; not less than what the library would render. */
  long size() throws ExceededException {
    return size(new Lookup(List.of(), Integer.MAX_VALUE));
  }

  private static void checked(long size) throws ExceededException {
    if (size > MOST) {
      throw new ExceededException(
          String.format(
              Locale.ROOT, "its references would make it longer than %d characters", MOST));
    }
  }

  private long size(Reference reference, int before) throws ExceededException {
    return 1 + size(new Lookup(reference.to(), limit(reference, before)));
  }

  private static int limit(Reference reference, int before) {
    return reference.meansItself() ? Math.min(before, reference.order()) : Integer.MAX_VALUE;
  }

  private long size(Lookup lookup) throws ExceededException {
    Long before = known.get(lookup);
    if (before != null) {
      return before;
    }
    if (!open.add(lookup)) {
      // A real circle is the parser's to refuse; what was found on the way is not the whole.
      circular = true;
      return 0;
    }
    if (open.size() > MOST_CHAINED || ++lookups > MOST_LOOKUPS) {
      throw new ExceededException(
          String.format(
              Locale.ROOT,
              "references to references to references, more than %d in a row",
              MOST_CHAINED));
    }
    boolean outer = circular;
    circular = false;
    long size = 0;
    Node node = root;
    List<String> path = lookup.path();
    for (int depth = 0; depth < path.size() && node != null; depth++) {
      List<String> rest = path.subList(depth, path.size());
      for (Reference above : node.here) {
        if (above.order() < lookup.before()) {
          List<String> target = new ArrayList<>(above.to());
          target.addAll(rest);
          size += 1 + size(new Lookup(target, limit(above, lookup.before())));
          size = Math.min(size, Integer.MAX_VALUE);
        }
      }
      node = node.children.get(path.get(depth));
    }
    if (node != null) {
      size += node.characters;
      for (Reference inside : node.within) {
        if (inside.order() < lookup.before()) {
          size = Math.min(size + size(inside, lookup.before()), Integer.MAX_VALUE);
        }
      }
    }
    if (!circular) {
      known.put(lookup, size);
    }
    circular |= outer;
    open.remove(lookup);
    return size;
  }

  private void add(List<String> path, long characters) {
    Node node = root;
    node.characters += characters;
    for (String name : path) {
      node = node.children.computeIfAbsent(name, key -> new Node());
      node.characters += characters;
    }
  }

  private void add(Reference reference) {
    Node node = root;
    node.within.add(reference);
    for (String name : reference.at()) {
      node = node.children.computeIfAbsent(name, key -> new Node());
      node.within.add(reference);
    }
    node.here.add(reference);
  }

  /** Reads what the library renders: JSON with references, several values where they will merge. */
  private final class Scanner {
    private final String text;
    private Place place;
    private int at;

    Scanner(String text, Place top) {
      this.text = text;
      this.place = top;
    }

    /** Pieces up to a comma or a closing bracket; elements of a list are pieces of it. */
    void value(List<String> path) {
      for (skip(); at < text.length(); skip()) {
        char ch = text.charAt(at);
        if (ch == ',' || ch == '}' || ch == ']') {
          return;
        }
        if (ch == '{') {
          object(path);
        } else if (ch == '[') {
          list(path);
        } else if (text.startsWith("${", at)) {
          reference(path);
        } else {
          int from = at;
          pass();
          add(path, at - from);
        }
      }
    }

    private void object(List<String> path) {
      at++;
      for (skip(); at < text.length() && text.charAt(at) != '}'; skip()) {
        if (text.charAt(at) == ',') {
          at++;
          continue;
        }
        int from = at;
        pass();
        List<String> inner = new ArrayList<>(path);
        inner.addAll(names(text.substring(from, at)));
        skip();
        at++;
        add(path, at - from);
        value(inner);
      }
      at++;
    }

    private void list(List<String> path) {
      at++;
      for (value(path); at < text.length() && text.charAt(at) != ']'; value(path)) {
        at++;
      }
      at++;
    }

    private void reference(List<String> path) {
      int from = at + (text.startsWith("${?", at) ? 3 : 2);
      at = from;
      while (at < text.length() && text.charAt(at) != '}') {
        pass();
      }
      List<String> to = names(text.substring(from, at));
      Reference reference = new Reference(List.copyOf(path), to, root.within.size(), place);
      add(reference);
      at++;
    }

    private List<String> names(String path) {
      return ConfigUtil.splitPath(path.strip());
    }

    /** Goes past a string, or past what is none up to what may mean something. */
    private void pass() {
      if (text.charAt(at) == '"') {
        for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
          at += text.charAt(at) == '\\' ? 1 : 0;
        }
        at++;
      } else {
        for (at++; at < text.length() && Character.isLetterOrDigit(text.charAt(at)); at++) {}
      }
    }

    /** Goes past blanks and comments, of which those of an origin tell the line. */
    private void skip() {
      while (at < text.length()) {
        if (text.charAt(at) == '#') {
          int end = text.indexOf('\n', at);
          end = end < 0 ? text.length() : end;
          Matcher origin = ORIGIN.matcher(text.substring(at, end));
          if (origin.matches()) {
            place = new Place(origin.group(1), Integer.parseInt(origin.group(2)));
          }
          at = end;
        } else if (Character.isWhitespace(text.charAt(at))) {
          at++;
        } else {
          return;
        }
      }
    }
  }
}
