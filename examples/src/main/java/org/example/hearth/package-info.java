/**
 * What a project that uses Hearth writes to extend it: each file is complete, and uses public types of
 * published modules alone.
 *
 * <ul>
 *   <li>layers: {@link org.example.hearth.Swish}, {@link org.example.hearth.SqueezeExcitation};
 *   <li>training: {@link org.example.hearth.Lion}, {@link org.example.hearth.CentralizedGradients},
 *       {@link org.example.hearth.CosineSchedule}, {@link org.example.hearth.FocalLoss};
 *   <li>data: {@link org.example.hearth.Discs}, {@link org.example.hearth.Cutout};
 *   <li>looking on: {@link org.example.hearth.BestEpoch}, {@link org.example.hearth.MirrorAgreement};
 *   <li>all of them in one recipe: {@link org.example.hearth.OwnTraining}.
 * </ul>
 */
package org.example.hearth;
