/** The product's own nodes in French and Arabic; in English they say what their definitions say. */

import type { LanguageName } from './preferences.js';

type Texts = readonly [title: string, description: string];

const french: Readonly<Record<string, Texts>> = {
  findEarthquakes: ['Trouver des séismes', 'Les séismes de la semaine, les plus forts d’abord.'],
  nearestAirport: [
    'Aéroport le plus proche',
    'L’aéroport des États-Unis le plus proche d’un lieu.',
  ],
  assessRisk: [
    'Évaluer le risque',
    'Pèse la magnitude, la profondeur et les témoignages, et choisit la sortie.',
  ],
  weatherSummary: ['Météo d’un mois', 'Températures, pluie et vent d’une ville pendant un mois.'],
  sendAlert: ['Envoyer une alerte', 'Prévient aussitôt tous ceux qui suivent un canal.'],
  fileReport: ['Classer un rapport', 'Met un rapport là où toute l’organisation peut le lire.'],
};

const arabic: Readonly<Record<string, Texts>> = {
  findEarthquakes: ['البحث عن الزلازل', 'زلازل الأسبوع، الأقوى أولًا.'],
  nearestAirport: ['أقرب مطار', 'أقرب مطار في الولايات المتحدة إلى مكان ما.'],
  assessRisk: ['تقدير الخطر', 'يزن القوة والعمق والبلاغات ويختار المخرج المناسب.'],
  weatherSummary: ['طقس شهر', 'درجات الحرارة والمطر والرياح في مدينة خلال شهر.'],
  sendAlert: ['إرسال تنبيه', 'يبلّغ كل من يتابع القناة فورًا.'],
  fileReport: ['حفظ تقرير', 'يضع تقريرًا حيث يقرؤه كل من في المؤسسة.'],
};

const groups: Readonly<Record<LanguageName, Readonly<Record<string, string>>>> = {
  en: { 'category.earth': 'Earth and weather', 'category.desk': 'Alerts and reports' },
  fr: {
    'category.earth': 'Terre et météo',
    'category.desk': 'Alertes et rapports',
    'port.high': 'élevé',
    'port.low': 'faible',
  },
  ar: {
    'category.earth': 'الأرض والطقس',
    'category.desk': 'التنبيهات والتقارير',
    'port.high': 'مرتفع',
    'port.low': 'منخفض',
  },
};

const nodes: Readonly<Record<LanguageName, Readonly<Record<string, Texts>>>> = {
  en: {},
  fr: french,
  ar: arabic,
};

/** Messages for the editor, by the keys that node types' texts have. */
export function nodeWords(language: LanguageName): Readonly<Record<string, string>> {
  const texts = Object.entries(nodes[language]).flatMap(([name, [title, description]]) => [
    [`nodes.meridian.${name}.title`, title],
    [`nodes.meridian.${name}.description`, description],
  ]);
  return { ...groups[language], ...(Object.fromEntries(texts) as Record<string, string>) };
}
