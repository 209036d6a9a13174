// The page imports its copy of uPlot as a neighbour; the package says what is in it.
export { default } from 'uplot';
