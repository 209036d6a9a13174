/** The one list of metric names, units and columns; blocks, outcomes and the ledger. */
@NullMarked
package io.trebuchet.metrics;

import org.jspecify.annotations.NullMarked;
