package io.trebuchet.storage;

import io.questdb.cairo.CairoConfiguration;
import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.CairoException;
import io.questdb.griffin.BatchCallback;
import io.questdb.griffin.CompiledQuery;
import io.questdb.griffin.FunctionFactory;
import io.questdb.griffin.SqlCompiler;
import io.questdb.griffin.SqlCompilerFactory;
import io.questdb.griffin.SqlCompilerImpl;
import io.questdb.griffin.SqlException;
import io.questdb.griffin.SqlExecutionContext;
import io.questdb.std.Misc;
import java.util.Set;

/**
 * QuestDB's engine without functions that reach beyond the tables, and with one place where a
 * reader's statements are stopped, whatever each of them checks by itself.
 */
final class QuestDbEngine extends CairoEngine {
  private static final Set<Short> READING =
      Set.of(
          CompiledQuery.NONE,
          CompiledQuery.EMPTY,
          CompiledQuery.SELECT,
          CompiledQuery.EXPLAIN,
          CompiledQuery.SET,
          CompiledQuery.BEGIN,
          CompiledQuery.COMMIT,
          CompiledQuery.ROLLBACK,
          CompiledQuery.DEALLOCATE);

  QuestDbEngine(CairoConfiguration configuration) {
    super(configuration);
  }

  @Override
  protected Iterable<FunctionFactory> getFunctionFactories() {
    return QuestDbFunctions.of(super.getFunctionFactories());
  }

  @Override
  public SqlCompilerFactory getSqlCompilerFactory() {
    return Compiler::new;
  }

  private static final class Compiler extends SqlCompilerImpl {
    Compiler(CairoEngine engine) {
      super(engine);
    }

    @Override
    public CompiledQuery compile(CharSequence sql, SqlExecutionContext context)
        throws SqlException {
      admit(context);
      CompiledQuery compiled = super.compile(sql, context);
      check(compiled, context);
      return compiled;
    }

    @Override
    public void compileBatch(
        CharSequence batch, SqlExecutionContext context, BatchCallback callback) throws Exception {
      admit(context);
      super.compileBatch(batch, context, new Checked(context, callback));
    }
  }

  /** What executes the statements of a batch gets only those that may be executed. */
  private record Checked(SqlExecutionContext context, BatchCallback callback)
      implements BatchCallback {
    @Override
    public boolean preCompile(SqlCompiler compiler, CharSequence sql) {
      return callback.preCompile(compiler, sql);
    }

    @Override
    public void postCompile(SqlCompiler compiler, CompiledQuery compiled, CharSequence sql)
        throws Exception {
      check(compiled, context);
      callback.postCompile(compiler, compiled, sql);
    }
  }

  /** What a reader has compiled stays in memory; the run goes first. */
  private static void admit(SqlExecutionContext context) {
    if (context.getSecurityContext() instanceof QuestDbReader && HeapWatch.isShort()) {
      throw CairoException.nonCritical()
          .put("this process is short of memory, which its run needs: ask again later");
    }
  }

  private static void check(CompiledQuery compiled, SqlExecutionContext context) {
    if (context.getSecurityContext() instanceof QuestDbReader
        && !READING.contains(compiled.getType())) {
      Misc.free(compiled.getRecordCursorFactory());
      compiled.closeAllButSelect();
      throw QuestDbReader.denied();
    }
  }
}
