/** The stages as a Mermaid flow chart. Pure. */
import type { StageDeclaration } from '../pipeline/pipeline.ts';

const label = ({ name, uses, each }: StageDeclaration): string => {
  const lines = [
    name,
    ...(uses === name ? [] : [`uses ${uses}`]),
    ...(each.length > 0 ? [`each ${each.join(' × ')}`] : []),
  ];
  return lines.join('<br>').replaceAll('"', '#quot;');
};

export function mermaid(stages: readonly StageDeclaration[]): string {
  const id = new Map(stages.map((stage, index) => [stage.name, `s${index}`]));
  const nodes = stages.map((stage) => `  ${id.get(stage.name)}["${label(stage)}"]`);
  const edges = stages.flatMap((stage) => stage.needs.map((need) => `  ${id.get(need)} --> ${id.get(stage.name)}`));
  return ['flowchart TD', ...nodes, ...edges].join('\n');
}
