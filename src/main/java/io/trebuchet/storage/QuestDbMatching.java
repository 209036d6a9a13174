package io.trebuchet.storage;

import io.questdb.cairo.CairoConfiguration;
import io.questdb.cairo.CairoException;
import io.questdb.cairo.sql.Function;
import io.questdb.cairo.sql.Record;
import io.questdb.cairo.sql.SqlExecutionCircuitBreaker;
import io.questdb.cairo.sql.SymbolTableSource;
import io.questdb.griffin.FunctionFactory;
import io.questdb.griffin.SqlException;
import io.questdb.griffin.SqlExecutionContext;
import io.questdb.griffin.engine.functions.BinaryFunction;
import io.questdb.griffin.engine.functions.BooleanFunction;
import io.questdb.std.IntList;
import io.questdb.std.ObjList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * {@code ~}, {@code !~}, {@code LIKE} and {@code ILIKE}, in place of QuestDB's own, which look at
 * no time limit within a row: a pattern can be chosen so that one text takes for ever.
 */
record QuestDbMatching(String name, Language language, boolean negated) implements FunctionFactory {
  /** What a pattern is written in. */
  interface Language {
    Matching compile(String pattern);
  }

  /** A pattern. */
  interface Matching {
    boolean matches(CharSequence text);
  }

  static List<FunctionFactory> all() {
    Language regex =
        pattern -> {
          Pattern compiled = Pattern.compile(pattern);
          return text -> compiled.matcher(text).find();
        };
    return List.of(
        new QuestDbMatching("~", regex, false),
        new QuestDbMatching("!~", regex, true),
        new QuestDbMatching("like", pattern -> Wildcards.of(pattern, false), false),
        new QuestDbMatching("ilike", pattern -> Wildcards.of(pattern, true), false));
  }

  @Override
  public String getSignature() {
    return name + "(SS)";
  }

  @Override
  public boolean isBoolean() {
    return true;
  }

  @Override
  public Function newInstance(
      int position,
      ObjList<Function> arguments,
      IntList positions,
      CairoConfiguration configuration,
      SqlExecutionContext context)
      throws SqlException {
    Function pattern = arguments.getQuick(1);
    int at = positions.getQuick(1);
    if (!pattern.isConstant() && !pattern.isRuntimeConstant()) {
      throw SqlException.$(at, "a pattern must be the same for all rows");
    }
    Match match = new Match(this, arguments.getQuick(0), pattern, at);
    if (pattern.isConstant()) {
      match.compile();
    }
    return match;
  }

  private static final class Match extends BooleanFunction implements BinaryFunction {
    private final QuestDbMatching kind;
    private final Function text;
    private final Function pattern;
    private final int at;
    private final Watched watched = new Watched();
    private @Nullable Matching matching;

    /** The rows of a trial follow each other, and ask the same of its name. */
    private @Nullable String last;

    private boolean lastMatched;

    Match(QuestDbMatching kind, Function text, Function pattern, int at) {
      this.kind = kind;
      this.text = text;
      this.pattern = pattern;
      this.at = at;
    }

    void compile() throws SqlException {
      last = null;
      CharSequence written = pattern.getStrA(null);
      try {
        matching = written == null ? null : kind.language.compile(written.toString());
      } catch (PatternSyntaxException e) {
        throw SqlException.$(at + e.getIndex() + 1, e.getMessage());
      } catch (StackOverflowError e) {
        throw SqlException.$(at, "too deep a pattern");
      }
    }

    @Override
    public void init(SymbolTableSource symbols, SqlExecutionContext context) throws SqlException {
      BinaryFunction.super.init(symbols, context);
      watched.breaker = context.getCircuitBreaker();
      compile();
    }

    @Override
    public boolean getBool(Record row) {
      CharSequence read = text.getStrA(row);
      Matching compiled = matching;
      if (read == null || compiled == null) {
        return false;
      }
      if (last == null || !last.contentEquals(read)) {
        String now = read.toString();
        lastMatched = matches(compiled, now);
        last = now;
      }
      return lastMatched != kind.negated;
    }

    private boolean matches(Matching compiled, String now) {
      try {
        return compiled.matches(watched.of(now));
      } catch (StackOverflowError e) {
        throw CairoException.nonCritical().put("too deep a pattern for so long a text");
      }
    }

    @Override
    public Function getLeft() {
      return text;
    }

    @Override
    public Function getRight() {
      return pattern;
    }

    @Override
    public String getName() {
      return kind.name;
    }

    @Override
    public boolean isOperator() {
      return true;
    }

    @Override
    public boolean isConstant() {
      return false;
    }

    @Override
    public boolean isRuntimeConstant() {
      return false;
    }

    @Override
    public boolean isThreadSafe() {
      return false;
    }
  }

  /** A text that looks at the time limit of its query every so often as it is read. */
  private static final class Watched implements CharSequence {
    private static final int OFTEN = 1 << 14;

    private SqlExecutionCircuitBreaker breaker = SqlExecutionCircuitBreaker.NOOP_CIRCUIT_BREAKER;
    private String text = "";
    private int looks;

    Watched of(String now) {
      text = now;
      return this;
    }

    @Override
    public char charAt(int index) {
      if (++looks % OFTEN == 0) {
        breaker.statefulThrowExceptionIfTrippedNoThrottle();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** A pattern of {@code LIKE}: % for any text, _ for any character, \ before one of them. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, and seen by nobody else
  private record Wildcards(int[] tokens, boolean ignoringCase) implements Matching {
    private static final int ANY_TEXT = -1;
    private static final int ANY_CHARACTER = -2;

    static Wildcards of(String pattern, boolean ignoringCase) {
      int[] tokens = new int[pattern.length()];
      int count = 0;
      for (int i = 0; i < pattern.length(); i++) {
        char c = pattern.charAt(i);
        if (c == '\\' && ++i == pattern.length()) {
          throw new PatternSyntaxException("nothing to escape at the end", pattern, i - 1);
        }
        tokens[count++] =
            switch (c) {
              case '%' -> ANY_TEXT;
              case '_' -> ANY_CHARACTER;
              default -> fold(pattern.charAt(i), ignoringCase);
            };
      }
      return new Wildcards(Arrays.copyOf(tokens, count), ignoringCase);
    }

    private static char fold(char c, boolean ignoringCase) {
      return ignoringCase ? Character.toLowerCase(Character.toUpperCase(c)) : c;
    }

    /** Going back to the last % alone is enough, and never takes more than their product. */
    @Override
    public boolean matches(CharSequence text) {
      int at = 0;
      int token = 0;
      int anyText = -1;
      int resume = 0;
      while (at < text.length()) {
        if (token < tokens.length && tokens[token] == ANY_TEXT) {
          anyText = token++;
          resume = at;
        } else if (token < tokens.length && fits(tokens[token], text.charAt(at))) {
          token++;
          at++;
        } else if (anyText >= 0) {
          token = anyText + 1;
          at = ++resume;
        } else {
          return false;
        }
      }
      while (token < tokens.length && tokens[token] == ANY_TEXT) {
        token++;
      }
      return token == tokens.length;
    }

    private boolean fits(int token, char c) {
      return token == ANY_CHARACTER || token == fold(c, ignoringCase);
    }
  }
}
