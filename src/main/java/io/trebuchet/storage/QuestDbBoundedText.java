package io.trebuchet.storage;

import io.questdb.cairo.CairoConfiguration;
import io.questdb.cairo.CairoException;
import io.questdb.cairo.ColumnType;
import io.questdb.cairo.sql.Function;
import io.questdb.cairo.sql.Record;
import io.questdb.griffin.FunctionFactory;
import io.questdb.griffin.SqlException;
import io.questdb.griffin.SqlExecutionContext;
import io.questdb.griffin.engine.functions.StrFunction;
import io.questdb.griffin.engine.functions.UnaryFunction;
import io.questdb.griffin.engine.functions.VarcharFunction;
import io.questdb.std.IntList;
import io.questdb.std.ObjList;
import io.questdb.std.str.Utf8Sequence;
import org.jspecify.annotations.Nullable;

/**
 * A function of texts whose answer is bounded: texts lie in the memory that the trials share, and
 * one that is joined to itself a few dozen times has no end.
 */
record QuestDbBoundedText(FunctionFactory inner) implements FunctionFactory {
  /** In characters, or bytes of UTF-8: a page of Grafana's longest queries. */
  static final int LONGEST = 1 << 16;

  private static final int MOST_ARGUMENTS = 64;

  @Override
  public String getSignature() {
    return inner.getSignature();
  }

  @Override
  public boolean isBoolean() {
    return inner.isBoolean();
  }

  @Override
  public boolean isRuntimeConstant() {
    return inner.isRuntimeConstant();
  }

  @Override
  public int resolvePreferredVariadicType(int position, int argument, ObjList<Function> arguments)
      throws SqlException {
    return inner.resolvePreferredVariadicType(position, argument, arguments);
  }

  @Override
  public boolean shouldSwapArgs() {
    return inner.shouldSwapArgs();
  }

  @Override
  public boolean supportImplicitCastCharToStr() {
    return inner.supportImplicitCastCharToStr();
  }

  @Override
  public Function newInstance(
      int position,
      @Nullable ObjList<Function> arguments,
      @Nullable IntList positions,
      CairoConfiguration configuration,
      SqlExecutionContext context)
      throws SqlException {
    if (arguments != null && arguments.size() > MOST_ARGUMENTS) {
      throw SqlException.$(position, "more than ").put(MOST_ARGUMENTS).put(" texts");
    }
    Function made = inner.newInstance(position, arguments, positions, configuration, context);
    return switch (ColumnType.tagOf(made.getType())) {
      case ColumnType.STRING -> new Text(made);
      case ColumnType.VARCHAR -> new Bytes(made);
      // The tags are numbers, not an enumeration.
      default -> made;
    };
  }

  private static void check(int length) {
    if (length > LONGEST) {
      throw CairoException.nonCritical()
          .put("a text of more than ")
          .put(LONGEST)
          .put(" characters: join or replace less");
    }
  }

  private static final class Text extends StrFunction implements UnaryFunction {
    private final Function made;

    Text(Function made) {
      this.made = made;
    }

    @Override
    public Function getArg() {
      return made;
    }

    @Override
    public @Nullable CharSequence getStrA(@Nullable Record row) {
      return checked(made.getStrA(row));
    }

    @Override
    public @Nullable CharSequence getStrB(@Nullable Record row) {
      return checked(made.getStrB(row));
    }

    private static @Nullable CharSequence checked(@Nullable CharSequence text) {
      check(text == null ? 0 : text.length());
      return text;
    }
  }

  private static final class Bytes extends VarcharFunction implements UnaryFunction {
    private final Function made;

    Bytes(Function made) {
      this.made = made;
    }

    @Override
    public Function getArg() {
      return made;
    }

    @Override
    public @Nullable Utf8Sequence getVarcharA(@Nullable Record row) {
      return checked(made.getVarcharA(row));
    }

    @Override
    public @Nullable Utf8Sequence getVarcharB(@Nullable Record row) {
      return checked(made.getVarcharB(row));
    }

    private static @Nullable Utf8Sequence checked(@Nullable Utf8Sequence text) {
      check(text == null ? 0 : text.size());
      return text;
    }
  }
}
