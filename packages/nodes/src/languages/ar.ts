/** What the built-in node types and the engine's own are called in Arabic. */

import { conditionLabels, messagesOf, type ConditionWords, type Messages } from './message-keys.js';

const condition: ConditionWords = {
  operator: 'المقارنة',
  compareWith: 'المقارنة مع',
  ignoreCase: 'تجاهل حالة الأحرف اللاتينية',
  conditions: 'الشروط',
};

const readCsv: Messages = {
  headers: 'أسماء الأعمدة',
  delimiter: 'الفاصل',
  detectTypes: 'التعرف على الأرقام',
  types: 'أنواع الأعمدة',
  trim: 'إزالة المسافات المحيطة',
  maxRows: 'أقصى عدد للصفوف',
  onRowError: 'عند وجود صف خاطئ',
};

const writeCsv: Messages = {
  columns: 'الأعمدة',
  headers: 'كتابة أسماء الأعمدة',
  delimiter: 'الفاصل',
  lineEnd: 'نهايات الأسطر',
  bom: 'وضع علامة UTF-8',
  escapeFormulas: 'تعطيل الصيغ الحسابية',
};

const readFile: Messages = {
  path: 'المسار',
  encoding: 'الترميز',
  maxBytes: 'أقصى حجم للملف (بايت)',
};

const writeJson: Messages = {
  data: 'البيانات',
  format: 'الصيغة',
  indent: 'المسافات لكل مستوى',
};

const dataNodes = {
  'data.aggregate': {
    title: 'تجميع',
    description: 'يجمّع قائمة حسب الحقول ويحسب الأعداد والمجاميع وغيرها، لكل مجموعة وللكل.',
    fields: {
      items: 'القائمة',
      groupBy: 'التجميع حسب',
      measures: 'النتائج',
      'measures.name': 'الاسم',
      'measures.operation': 'العملية الحسابية',
      'measures.field': 'الحقل',
    },
  },
  'data.dedupe': {
    title: 'إزالة التكرار',
    description: 'يُبقي عنصرًا واحدًا من العناصر المتماثلة، كليًا أو في الحقول التي تحددها.',
    fields: { items: 'القائمة', by: 'المقارنة حسب', keep: 'الإبقاء على' },
  },
  'data.filter': {
    title: 'تصفية',
    description: 'يُبقي عناصر القائمة التي تحقق شرطًا.',
    fields: {
      items: 'القائمة',
      where: 'الشرط',
      ...conditionLabels('where', ['field', 'الحقل', 'value'], condition),
      keep: 'الإبقاء على',
    },
  },
  'data.limit': {
    title: 'تحديد العدد',
    description: 'يأخذ العناصر الأولى أو الأخيرة من قائمة.',
    fields: {
      items: 'القائمة',
      count: 'عدد العناصر',
      from: 'الأخذ من',
      skip: 'عدد ما يُتخطى قبلها',
    },
  },
  'data.mapFields': {
    title: 'تحويل الحقول',
    description: 'يعيد تسمية حقول كائن أو كل كائن في قائمة، ويختارها ويحوّلها ويكملها.',
    fields: {
      source: 'البيانات',
      fields: 'الحقول',
      'fields.from': 'من',
      'fields.to': 'إلى',
      'fields.type': 'التحويل إلى',
      'fields.default': 'عند غيابه',
      keepOthers: 'الإبقاء على الحقول الأخرى',
      onError: 'عند تعذر تحويل قيمة',
    },
  },
  'data.merge': {
    title: 'دمج البيانات',
    description: 'يضع القوائم واحدة بعد أخرى، أو يربط قائمتين بمفتاح أو بالموضع، أو يجمع الكائنات.',
    fields: {
      mode: 'طريقة الدمج',
      inputs: 'القوائم أو الكائنات',
      left: 'القائمة الأولى',
      right: 'القائمة الثانية',
      key: 'حقل المطابقة',
      rightKey: 'الحقل في القائمة الثانية',
      join: 'الإبقاء على',
      prefer: 'عند وجود الحقل في كليهما',
    },
  },
  'data.parseCsv': {
    title: 'قراءة CSV',
    description: 'يحوّل نصًا من قيم مفصولة بفواصل إلى قائمة.',
    fields: { text: 'نص CSV', ...readCsv },
  },
  'data.parseJson': {
    title: 'قراءة JSON',
    description: 'يحوّل نص JSON أو أسطر JSON إلى بيانات.',
    fields: { text: 'نص JSON', format: 'الصيغة' },
  },
  'data.set': {
    title: 'تعيين الحقول',
    description: 'ينشئ كائنًا من قيم، أو يعيّن حقول كائن موجود.',
    fields: {
      source: 'البدء من',
      fields: 'الحقول',
      remove: 'الحقول المراد حذفها',
      onObject: 'عندما يكون كلاهما كائنًا',
    },
  },
  'data.sort': {
    title: 'ترتيب',
    description: 'يرتب قائمة حسب حقل أو أكثر؛ وتحافظ العناصر المتساوية على ترتيبها.',
    fields: {
      items: 'القائمة',
      by: 'الترتيب حسب',
      'by.field': 'الحقل',
      'by.direction': 'الاتجاه',
      'by.missing': 'العناصر بلا قيمة',
      text: 'طريقة ترتيب النصوص',
      locale: 'اللغة',
    },
  },
  'data.split': {
    title: 'تقسيم إلى دفعات',
    description: 'يقسم قائمة إلى قوائم بطول محدد؛ وقد تكون الأخيرة أقصر.',
    fields: { items: 'القائمة', size: 'عدد العناصر في الدفعة' },
  },
  'data.toCsv': {
    title: 'تحويل إلى CSV',
    description: 'يكتب قائمة من الكائنات أو القوائم نصًا من قيم مفصولة بفواصل.',
    fields: { items: 'القائمة', ...writeCsv },
  },
  'data.toJson': {
    title: 'تحويل إلى JSON',
    description: 'يكتب البيانات نصًا بصيغة JSON، أو قائمة في أسطر JSON.',
    fields: writeJson,
  },
};

const fileNodes = {
  'files.readCsv': {
    title: 'قراءة ملف CSV',
    description: 'يقرأ قائمة من ملف قيم مفصولة بفواصل.',
    fields: { ...readFile, ...readCsv },
  },
  'files.readJson': {
    title: 'قراءة ملف JSON',
    description: 'يقرأ بيانات من ملف JSON أو أسطر JSON.',
    fields: { ...readFile, format: 'الصيغة' },
  },
  'files.readText': {
    title: 'قراءة ملف نصي',
    description: 'يقرأ ملفًا كنص.',
    fields: readFile,
  },
  'files.writeCsv': {
    title: 'كتابة ملف CSV',
    description: 'يكتب قائمة في ملف قيم مفصولة بفواصل.',
    fields: { path: 'المسار', items: 'الصفوف', ...writeCsv },
  },
  'files.writeJson': {
    title: 'كتابة ملف JSON',
    description: 'يكتب البيانات في ملف بصيغة JSON، أو قائمة في أسطر JSON.',
    fields: { path: 'المسار', ...writeJson },
  },
  'files.writeText': {
    title: 'كتابة ملف نصي',
    description: 'يكتب نصًا في ملف؛ ويُستبدل ما كان فيه دفعة واحدة.',
    fields: { path: 'المسار', text: 'النص' },
  },
};

const flowNodes = {
  'flow.if': {
    title: 'إذا',
    description: 'يتابع عبر «نعم» إذا تحقق شرط، وعبر «لا» إذا لم يتحقق.',
    fields: {
      condition: 'الشرط',
      ...conditionLabels('condition', ['left', 'القيمة', 'right'], condition),
      data: 'البيانات المراد تمريرها',
    },
  },
  'flow.switch': {
    title: 'تفرّع حسب الحالة',
    description: 'يتابع عبر أول حالة مناسبة أو كل الحالات المناسبة؛ وعبر «خلاف ذلك» إن لم توجد.',
    fields: {
      value: 'القيمة المراد مقارنتها',
      cases: 'الحالات',
      'cases.label': 'الاسم',
      'cases.equals': 'القيمة',
      'cases.condition': 'الشرط',
      ...conditionLabels('cases.condition', ['left', 'القيمة', 'right'], condition),
      match: 'اختيار',
      data: 'البيانات المراد تمريرها',
    },
  },
  'flow.merge': {
    title: 'جمع الفروع',
    description: 'يتابع عند وصول فروعه: كلها أو أولها، بحسب إعداد الانتظار فيه.',
    fields: { incoming: 'ما وصل', take: 'تمرير' },
  },
  'flow.log': {
    title: 'تسجيل',
    description: 'يكتب سطرًا في سجل التشغيل ويمرر بياناته.',
    fields: {
      message: 'الرسالة',
      level: 'المستوى',
      fields: 'التفاصيل',
      data: 'البيانات المراد تمريرها',
    },
  },
  'flow.noop': {
    title: 'بلا إجراء',
    description: 'يمرر بياناته كما هي: مكان تلتقي فيه الوصلات، أو موضع لما سيُضاف لاحقًا.',
    fields: { data: 'البيانات المراد تمريرها' },
  },
  'flow.stop': {
    title: 'إيقاف بخطأ',
    description: 'يفشل برسالة من عندك؛ ويفشل التشغيل ما لم تخرج وصلة من «عند الخطأ».',
    fields: {
      message: 'الرسالة',
      category: 'نوع الفشل',
      code: 'الرمز',
      details: 'التفاصيل',
    },
  },
  'http.request': {
    title: 'طلب HTTP',
    description:
      'يستدعي عنوانًا ويقرأ الرد. الحالة 400 فما فوق خطأ، وتُعاد المحاولة إن كان ذلك مفيدًا.',
    fields: {
      url: 'العنوان',
      method: 'الطريقة',
      query: 'المعاملات',
      headers: 'الترويسات',
      auth: 'تسجيل الدخول',
      'auth.token': 'الرمز المميز',
      'auth.username': 'اسم المستخدم',
      'auth.password': 'كلمة المرور',
      'auth.name': 'الاسم',
      'auth.value': 'المفتاح',
      'auth.in': 'إرساله في',
      body: 'المحتوى',
      bodyType: 'صيغة المحتوى',
      idempotencyHeader: 'ترويسة مفتاح التكرار',
      responseType: 'قراءة الرد بصيغة',
      expectStatus: 'الحالات المقبولة',
      followRedirects: 'متابعة عمليات إعادة التوجيه',
      maxBytes: 'أقصى حجم للرد (بايت)',
    },
  },
};

const loop: Messages = {
  condition: 'الشرط',
  initial: 'القيمة الابتدائية',
  maxIterations: 'أقصى عدد للدورات',
};

const engineNodes = {
  'flow.forEach': {
    title: 'لكل عنصر',
    description: 'ينفذ محتواه مرة لكل عنصر في قائمة، وعدة عناصر في الوقت نفسه.',
    fields: {
      items: 'القائمة',
      concurrency: 'العناصر في الوقت نفسه',
      batchSize: 'عدد العناصر في الدفعة',
      onItemError: 'عند فشل عنصر',
      reduce: 'جمع النتائج',
      'reduce.initial': 'القيمة الابتدائية',
      'reduce.each': 'القيمة بعد كل عنصر',
    },
  },
  'flow.while': {
    title: 'طالما',
    description: 'يكرر محتواه طالما تحقق شرط، ويُفحص الشرط قبل كل دورة.',
    fields: loop,
  },
  'flow.until': {
    title: 'حتى',
    description: 'يكرر محتواه حتى يتحقق شرط، ويُفحص الشرط بعد كل دورة.',
    fields: loop,
  },
  'flow.parallel': {
    title: 'على التوازي',
    description: 'ينفذ فروعه في الوقت نفسه ويعطي نتائجها بالأسماء.',
    fields: { onBranchError: 'عند فشل فرع' },
  },
  'flow.try': {
    title: 'محاولة',
    description: 'ينفذ محتواه؛ وعند الفشل يتراجع ويعالج الخطأ؛ ثم ينفذ الجزء الأخير دائمًا.',
    fields: {},
  },
  'flow.subWorkflow': {
    title: 'سير عمل فرعي',
    description: 'يبدأ سير عمل آخر في تشغيل مستقل وينتظر نتيجته.',
    fields: { workflowId: 'سير العمل', hash: 'الإصدار', input: 'المدخلات' },
  },
  'flow.delay': {
    title: 'انتظار',
    description: 'ينتظر مدة ثم يتابع.',
    fields: { duration: 'المدة' },
  },
  'flow.waitForSignal': {
    title: 'انتظار إشارة',
    description: 'ينتظر حتى تصل إلى التشغيل إشارة بهذا الاسم، أو حتى تنتهي المهلة.',
    fields: {
      signal: 'الإشارة',
      timeout: 'أقصى مدة للانتظار',
      schema: 'مخطط البيانات الواردة',
    },
  },
  'flow.approval': {
    title: 'موافقة',
    description: 'ينتظر حتى يقرر شخص ما، أو حتى تنتهي مهلة القرار.',
    fields: {
      title: 'السؤال',
      form: 'النموذج',
      assignees: 'الأشخاص',
      due: 'مهلة القرار',
      decidedBy: 'حقل القرار',
    },
  },
};

/** Messages for an editor in Arabic, by the keys of the node types' texts and of their ports. */
export const arabicNodes: Messages = {
  ...messagesOf({ ...dataNodes, ...fileNodes, ...flowNodes, ...engineNodes }),
  'port.timeout': 'انتهت المهلة',
  'port.rejected': 'مرفوض',
  'port.overdue': 'متأخر',
  ...Object.fromEntries(
    [1, 2, 3, 4, 5, 6, 7, 8].map((each) => [`port.case${each}`, `الحالة ${each}`]),
  ),
};
