/** What people see in a terminal: live board, plain progress, summaries and tables. */
@NullMarked
package io.trebuchet.terminal;

import org.jspecify.annotations.NullMarked;
