/** What papers claim, and how a run answers: verdicts computed from results, never typed. */
package dev.hearth.experiments.claim;
