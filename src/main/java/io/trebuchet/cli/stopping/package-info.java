/** What stop rules do to sweeps whose outcomes are known: {@code bench stopping}. */
@NullMarked
package io.trebuchet.cli.stopping;

import org.jspecify.annotations.NullMarked;
